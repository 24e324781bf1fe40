/// The extent of a tensor along each of its axes, outermost first (row-major).
///
/// An empty shape is a scalar with one element. Extents are never negative and the number of elements
/// always fits `Int`; a shape read from a file is checked on the way in, before memory is taken.
public struct Shape: Hashable, Sendable {
  /// The extent along each axis, outermost first.
  public let dimensions: [Int]
  /// The number of elements, the product of the dimensions (1 for a scalar).
  public let count: Int

  /// Makes a shape from extents that may come from a file.
  ///
  /// - Parameter dimensions: Extents, outermost first.
  /// - Throws: ``OnsetError`` when an extent is negative or the number of elements overflows.
  public init(checking dimensions: [Int]) throws(OnsetError) {
    var count = 1
    for extent in dimensions {
      guard extent >= 0 else {
        throw OnsetError(.shapeMismatch, "the shape \(dimensions) has a negative extent")
      }
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow else {
        throw OnsetError(.shapeMismatch, "the shape \(dimensions) has more elements than memory")
      }
      count = product
    }
    self.dimensions = dimensions
    self.count = count
  }

  /// Makes a shape from extents known to be right.
  ///
  /// - Precondition: No extent is negative and the number of elements fits `Int`.
  public init(_ dimensions: [Int]) {
    precondition(dimensions.allSatisfy { $0 >= 0 }, "a shape has no negative extents")
    self.dimensions = dimensions
    self.count = dimensions.reduce(1, *)
  }

  /// The number of axes.
  public var rank: Int { dimensions.count }

  /// The extent along one axis.
  public subscript(axis: Int) -> Int { dimensions[axis] }

  /// How many elements lie between neighbours along each axis in row-major order.
  public var strides: [Int] {
    var strides = [Int](repeating: 1, count: rank)
    for axis in stride(from: rank - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] * dimensions[axis + 1]
    }
    return strides
  }
}

extension Shape: ExpressibleByArrayLiteral {
  /// Makes a shape from extents written in the source.
  public init(arrayLiteral elements: Int...) { self.init(elements) }
}

extension Shape: CustomStringConvertible {
  /// The extents joined by `×`, for example `64×64×3×3`; `scalar` where there are none.
  public var description: String {
    dimensions.isEmpty ? "scalar" : dimensions.map(String.init).joined(separator: "×")
  }
}

extension Shape: Codable {
  /// Reads a list of extents, with the checks of ``init(checking:)``.
  public init(from decoder: any Decoder) throws {
    try self.init(checking: [Int](from: decoder))
  }

  /// Writes the extents as a list.
  public func encode(to encoder: any Encoder) throws {
    try dimensions.encode(to: encoder)
  }
}
