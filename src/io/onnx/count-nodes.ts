/** Counts the nodes of a model file before they are decoded, which takes seconds and gigabytes where there are a million. */
import protobuf from "protobufjs";

const lengthDelimited = 2;
/** `graph` of a ModelProto, `node` of a GraphProto, as they begin on the wire. */
const graphTag = (7 << 3) | lengthDelimited;
const nodeTag = (1 << 3) | lengthDelimited;

/** Nodes of the main graph, subgraphs not counted; what cannot be read ends the count, and is told by decoding. */
export function countNodes(bytes: Uint8Array): number {
  const reader = protobuf.Reader.create(bytes);
  let count = 0;
  const fields = (end: number, visit: (tag: number) => void): void => {
    while (reader.pos < end) visit(reader.uint32());
  };
  try {
    fields(bytes.length, (tag) => {
      if (tag !== graphTag) reader.skipType(tag & 7);
      else
        fields(reader.uint32() + reader.pos, (inner) => {
          if (inner === nodeTag) count++;
          reader.skipType(inner & 7);
        });
    });
  } catch {
    return count;
  }
  return count;
}
