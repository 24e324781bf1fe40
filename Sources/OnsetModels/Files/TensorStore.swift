public import OnsetCore

/// A file, or a set of files, that holds tensors under names.
///
/// Opening one reads names, types and shapes only; elements are read when they are asked for.
public protocol TensorStore: Sendable {
  /// The path that was opened.
  var path: String { get }

  /// Every tensor, in the order of the file.
  var tensors: [TensorDescription] { get }

  /// One tensor.
  ///
  /// - Throws: `OnsetError` when the store has no tensor of that name.
  func tensor(named name: String) throws(OnsetError) -> StoredTensor
}

extension TensorStore {
  /// All elements of a tensor as float32; NaN and infinity are returned as they are.
  ///
  /// - Throws: `OnsetError` when there is no such tensor, it is not numeric, or the file cannot be read.
  public func floats(of name: String) throws(OnsetError) -> [Float] {
    try tensor(named: name).floats()
  }

  /// All elements of a tensor as float64; NaN and infinity are returned as they are.
  ///
  /// - Throws: `OnsetError` when there is no such tensor, it is not numeric, or the file cannot be read.
  public func doubles(of name: String) throws(OnsetError) -> [Double] {
    try tensor(named: name).doubles()
  }

  /// The stored bytes of a tensor, little-endian in row-major order.
  ///
  /// - Throws: `OnsetError` when there is no such tensor, or the file cannot be read.
  public func rawBytes(of name: String) throws(OnsetError) -> [UInt8] {
    try tensor(named: name).rawBytes()
  }

  /// The error for a name that the store does not have.
  package func missingTensor(_ name: String) -> OnsetError {
    OnsetError(
      .notFound, "there is no tensor “\(name)” among its \(tensors.count)", at: path,
      fix: "check the name")
  }
}
