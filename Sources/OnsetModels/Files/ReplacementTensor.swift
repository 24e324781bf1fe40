public import OnsetCore

/// New elements for a tensor, produced piece by piece when the file is written.
public struct ReplacementTensor: Sendable {
  /// Puts all elements of the tensor into the sink, in order.
  public let write: @Sendable (inout TensorSink) throws(OnsetError) -> Void

  /// New elements from a function that is called once, when their turn comes.
  ///
  /// - Parameter write: Puts all elements of the tensor into the sink, in row-major order. The sink says
  ///   which type and shape it wants.
  public init(_ write: @escaping @Sendable (inout TensorSink) throws(OnsetError) -> Void) {
    self.write = write
  }

  /// New elements that are in memory, rounded to the tensor's type when they are written.
  public init(_ values: [Float]) {
    write = { (sink) throws(OnsetError) in try sink.append(values) }
  }

  /// New elements in their stored form, little-endian.
  public init(bytes: [UInt8]) {
    write = { (sink) throws(OnsetError) in try sink.append(bytes) }
  }
}
