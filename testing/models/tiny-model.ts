import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tinyNetwork } from './tiny-onnx.ts'

const specials = ['[PAD]', '[UNK]', '[CLS]', '[SEP]']

/** A sentence encoder as exporters lay it down, with so many words and a vector for each of them. */
export function layTinyModel(
  root: string,
  name: string,
  words: Readonly<Record<string, readonly number[]>>,
  more: Readonly<Record<string, unknown>> = {},
): void {
  const size = Object.values(words)[0]?.length ?? 0
  const directory = join(root, name)
  const tokens = [...specials, ...Object.keys(words)]
  const nothing = Array.from({ length: size }, () => 0)
  const network = tinyNetwork([...specials.map(() => nothing), ...Object.values(words)])
  mkdirSync(join(directory, 'onnx'), { recursive: true })
  writeFileSync(join(directory, 'onnx/model.onnx'), network)
  const files: Record<string, unknown> = {
    'config.json': { model_type: 'bert', max_position_embeddings: 16, pad_token_id: 0 },
    'tokenizer_config.json': {
      tokenizer_class: 'BertTokenizer',
      model_max_length: 16,
      pad_token: '[PAD]',
      unk_token: '[UNK]',
      cls_token: '[CLS]',
      sep_token: '[SEP]',
    },
    'tokenizer.json': {
      version: '1.0',
      added_tokens: specials.map((content, id) => ({
        id,
        content,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      })),
      normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, lowercase: true },
      pre_tokenizer: { type: 'BertPreTokenizer' },
      post_processor: {
        type: 'TemplateProcessing',
        single: [
          { SpecialToken: { id: '[CLS]', type_id: 0 } },
          { Sequence: { id: 'A', type_id: 0 } },
          { SpecialToken: { id: '[SEP]', type_id: 0 } },
        ],
        pair: [],
        special_tokens: {
          '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
          '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
        },
      },
      decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
      model: {
        type: 'WordPiece',
        unk_token: '[UNK]',
        continuing_subword_prefix: '##',
        max_input_chars_per_word: 100,
        vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      },
    },
    ...more,
  }
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(join(directory, file, '..'), { recursive: true })
    writeFileSync(join(directory, file), JSON.stringify(content))
  }
}
