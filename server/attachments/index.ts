import './schema.ts'

export { findAnswerPictures, keepAnswerPictures } from './answer-pictures.ts'
export { type Attachments, openAttachments, type Uploader } from './attachments.ts'
export { type AgentMessage, composeParts } from './compose-parts.ts'
export { addAttachmentRoutes } from './routes.ts'
export { removeStrayFiles, sweepAttachments, sweepTask } from './sweep.ts'
