/// An initializer that repeats a parameter's elements.
public struct StoredCopy: Hashable, Sendable {
  /// The initializer's name in the file.
  public var initializerName: String
  /// Whether it is the transpose of the parameter as that is stored.
  public var isTransposed: Bool

  /// Makes a copy's description.
  public init(initializerName: String, isTransposed: Bool) {
    self.initializerName = initializerName
    self.isTransposed = isTransposed
  }
}
