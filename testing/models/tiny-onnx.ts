/**
 * A network small enough to be worked out by hand, written in ONNX's own format (protobuf, field by field as in onnx.proto): every token's
 * vector is its row of a table.
 */
export function tinyNetwork(table: readonly (readonly number[])[]): Uint8Array {
  const size = table[0]?.length ?? 0
  const rows = Buffer.alloc(table.length * size * 4)
  for (const [at, value] of table.flat().entries()) rows.writeFloatLE(value, at * 4)
  const graph = message(
    field(1, node('Gather', ['table', 'input_ids'], ['last_hidden_state'])),
    text(2, 'tiny'),
    field(
      5,
      message(packed(1, [table.length, size]), number(2, types.float), text(8, 'table'), field(9, rows)),
    ),
    field(11, value('input_ids', types.int64, ['rows', 'tokens'])),
    field(11, value('attention_mask', types.int64, ['rows', 'tokens'])),
    field(12, value('last_hidden_state', types.float, ['rows', 'tokens', size])),
  )
  const operators = message(text(1, ''), number(2, 13))
  return message(number(1, 8), field(7, graph), field(8, operators))
}

const types = { float: 1, int64: 7 }

const node = (operator: string, inputs: string[], outputs: string[]) =>
  message(...inputs.map((one) => text(1, one)), ...outputs.map((one) => text(2, one)), text(4, operator))

function value(name: string, type: number, dimensions: (string | number)[]): Buffer {
  const shape = message(
    ...dimensions.map((one) => field(1, typeof one === 'number' ? number(1, one) : text(2, one))),
  )
  return message(text(1, name), field(2, field(1, message(number(1, type), field(2, shape)))))
}

const message = (...fields: Buffer[]) => Buffer.concat(fields)
const number = (at: number, value: number) => Buffer.concat([varint(at << 3), varint(value)])
const field = (at: number, content: Uint8Array) =>
  Buffer.concat([varint((at << 3) | 2), varint(content.length), content])
const text = (at: number, content: string) => field(at, Buffer.from(content))
const packed = (at: number, values: readonly number[]) => field(at, Buffer.concat(values.map(varint)))

/** Seven bits a byte, the lowest first. */
function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  bytes.push(rest)
  return Buffer.from(bytes)
}
