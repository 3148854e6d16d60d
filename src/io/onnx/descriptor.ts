/**
 * The ONNX model format (IR 13) as data: the field numbers of every message, turned into a protobufjs descriptor. What a tensor
 * means is left to tensors.ts, what a model means to the ONNX frontend. Facts from https://onnx.ai/onnx/repo-docs/IR.html and onnx.proto.
 */
import protobuf from "protobufjs";

/** "name type number": one field; a leading "*" repeats it (packed where the wire allows both), a leading "?" makes it a member of the oneof `value`. */
const messages: Readonly<Record<string, string>> = {
  AttributeProto:
    "name string 1, refAttrName string 21, docString string 13, type int32 20, f float 2, i int64 3, s bytes 4, t TensorProto 5, " +
    "g GraphProto 6, sparseTensor SparseTensorProto 22, tp TypeProto 14, *floats float 7, *ints int64 8, *strings bytes 9, " +
    "*tensors TensorProto 10, *graphs GraphProto 11, *sparseTensors SparseTensorProto 23, *typeProtos TypeProto 15",
  ValueInfoProto: "name string 1, type TypeProto 2, docString string 3, *metadataProps StringStringEntryProto 4",
  NodeProto:
    "*input string 1, *output string 2, name string 3, opType string 4, domain string 7, overload string 8, *attribute AttributeProto 5, " +
    "docString string 6, *metadataProps StringStringEntryProto 9, *deviceConfigurations NodeDeviceConfigurationProto 10",
  IntIntListEntryProto: "key int64 1, *value int64 2",
  NodeDeviceConfigurationProto: "configurationId string 1, *shardingSpec ShardingSpecProto 2, pipelineStage int32 3",
  ShardingSpecProto: "tensorName string 1, *device int64 2, *indexToDeviceGroupMap IntIntListEntryProto 3, *shardedDim ShardedDimProto 4",
  ShardedDimProto: "axis int64 1, *simpleSharding SimpleShardedDimProto 2",
  SimpleShardedDimProto: "?dimValue int64 1, ?dimParam string 2, numShards int64 3",
  TrainingInfoProto:
    "initialization GraphProto 1, algorithm GraphProto 2, *initializationBinding StringStringEntryProto 3, *updateBinding StringStringEntryProto 4",
  ModelProto:
    "irVersion int64 1, *opsetImport OperatorSetIdProto 8, producerName string 2, producerVersion string 3, domain string 4, modelVersion int64 5, " +
    "docString string 6, graph GraphProto 7, *metadataProps StringStringEntryProto 14, *trainingInfo TrainingInfoProto 20, " +
    "*functions FunctionProto 25, *configuration DeviceConfigurationProto 26",
  DeviceConfigurationProto: "name string 1, numDevices int32 2, *device string 3",
  StringStringEntryProto: "key string 1, value string 2",
  SequenceProto: "name string 1, elemType int32 2, *tensorValues TensorProto 3",
  OptionalProto: "name string 1, elemType int32 2, tensorValue TensorProto 3, sequenceValue SequenceProto 5",
  TensorAnnotation: "tensorName string 1, *quantParameterTensorNames StringStringEntryProto 2",
  GraphProto:
    "*node NodeProto 1, name string 2, *initializer TensorProto 5, *sparseInitializer SparseTensorProto 15, docString string 10, " +
    "*input ValueInfoProto 11, *output ValueInfoProto 12, *valueInfo ValueInfoProto 13, *quantizationAnnotation TensorAnnotation 14, " +
    "*metadataProps StringStringEntryProto 16",
  TensorProto:
    "*dims int64 1, dataType int32 2, segment TensorSegment 3, *floatData float 4, *int32Data int32 5, *stringData bytes 6, *int64Data int64 7, " +
    "name string 8, docString string 12, rawData bytes 9, *externalData StringStringEntryProto 13, dataLocation int32 14, *doubleData double 10, " +
    "*uint64Data uint64 11, *metadataProps StringStringEntryProto 16",
  TensorSegment: "begin int64 1, end int64 2",
  SparseTensorProto: "values TensorProto 1, indices TensorProto 2, *dims int64 3",
  TensorShapeProto: "*dim Dimension 1",
  Dimension: "?dimValue int64 1, ?dimParam string 2, denotation string 3",
  TypeProto:
    "?tensorType TensorTypeProto 1, ?sequenceType ElementTypeProto 4, ?mapType MapTypeProto 5, ?opaqueType OpaqueTypeProto 7, " +
    "?sparseTensorType TensorTypeProto 8, ?optionalType ElementTypeProto 9, denotation string 6",
  TensorTypeProto: "elemType int32 1, shape TensorShapeProto 2",
  ElementTypeProto: "elemType TypeProto 1",
  MapTypeProto: "keyType int32 1, valueType TypeProto 2",
  OpaqueTypeProto: "domain string 1, name string 2",
  OperatorSetIdProto: "domain string 1, version int64 2",
  FunctionProto:
    "name string 1, *input string 4, *output string 5, *attribute string 6, *attributeProto AttributeProto 11, *node NodeProto 7, docString string 8, " +
    "*opsetImport OperatorSetIdProto 9, domain string 10, overload string 13, *valueInfo ValueInfoProto 12, *metadataProps StringStringEntryProto 14",
};

const unpackable = new Set(["string", "bytes", ...Object.keys(messages)]);

function descriptor(fields: string): protobuf.IType {
  const value: string[] = [];
  const entries = fields.split(", ").map((field): [string, protobuf.IField] => {
    const [word = "", type = "", id] = field.split(" ");
    const name = word.replace(/^[*?]/, "");
    if (word.startsWith("?")) value.push(name);
    const repeated = word.startsWith("*") ? { rule: "repeated", options: { packed: !unpackable.has(type) } } : {};
    return [name, { type, id: Number(id), ...repeated }];
  });
  return { fields: Object.fromEntries(entries), ...(value.length === 0 ? {} : { oneofs: { value: { oneof: value } } }) };
}

/** The reflected messages by name. */
export const onnxIr: protobuf.Root = protobuf.Root.fromJSON({
  nested: Object.fromEntries(Object.entries(messages).map(([name, fields]) => [name, descriptor(fields)])),
});

/** The newest file version and standard operator set this reader knows the meaning of. */
export const newestIrVersion = 13;
export const newestOpset = 26;
