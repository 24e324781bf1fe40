/// Where the elements of a stored tensor are.
public enum TensorLocation: Hashable, Sendable {
  /// Bytes of the model's file itself.
  case inline(bytes: Range<Int>)
  /// Bytes of another file beside the model.
  case external(path: String, bytes: Range<Int>)
  /// Numbers in typed fields of an ONNX message, which are no plain bytes.
  case typedFields
  /// An ONNX sparse tensor: pairs of index and value.
  case sparse
}
