/** Models: what the settings say, and what the audit log says of them. */
export const enModels = {
  'action.model-endpoint-added': 'Added a model',
  'action.model-endpoint-changed': 'Changed a model',
  'action.model-endpoint-removed': 'Removed a model',
  'action.model-order-changed': 'Changed the order of models',
  'action.model-settings-changed': 'Changed settings of models',
  'auditDetail.key': 'New key',
  'auditDetail.noTextLeaves': 'No text leaves',
  'target.model-endpoint': 'Model',
}
