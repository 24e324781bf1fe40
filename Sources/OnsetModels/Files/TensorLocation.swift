/// Where the elements of a stored tensor are.
public enum TensorLocation: Hashable, Sendable {
  /// Bytes of the model's file itself.
  case inline(bytes: Range<Int>)
  /// Bytes of another file beside the model.
  case external(path: String, bytes: Range<Int>)
  /// Fields of an ONNX message that were decoded with the graph, such as `float_data`.
  case decoded
  /// An ONNX sparse tensor: pairs of index and value.
  case sparse
}
