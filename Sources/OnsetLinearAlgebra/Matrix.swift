public import OnsetCore

/// A dense matrix of float64 numbers, stored row by row.
///
/// ```swift
/// let a = try Matrix(rows: 2, columns: 2, elements: [4, 1, 1, 3])
/// try a.symmetricEigenvalues()   // [2.381966011250105, 4.618033988749895]
/// ```
public struct Matrix: Hashable, Sendable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The elements, row by row.
  public private(set) var elements: [Double]

  /// Makes a matrix from its elements.
  ///
  /// - Parameters:
  ///   - rows: The number of rows, at least 0.
  ///   - columns: The number of columns, at least 0.
  ///   - elements: The elements, row by row.
  /// - Throws: `OnsetError` when there are not `rows` × `columns` elements.
  public init(rows: Int, columns: Int, elements: [Double]) throws(OnsetError) {
    guard elements.count == (try Shape(checking: [rows, columns])).count else {
      throw OnsetError(
        .shapeMismatch, "a \(rows)×\(columns) matrix cannot have \(elements.count) elements")
    }
    self.init(rows: rows, columns: columns, unchecked: elements)
  }

  /// Makes a matrix with one number everywhere.
  ///
  /// - Precondition: Neither extent is negative.
  public init(rows: Int, columns: Int, repeating value: Double = 0) {
    self.init(
      rows: rows, columns: columns, unchecked: Array(repeating: value, count: rows * columns))
  }

  /// Makes a matrix element by element.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - element: The element in a row and column.
  /// - Precondition: Neither extent is negative.
  public init(rows: Int, columns: Int, _ element: (_ row: Int, _ column: Int) -> Double) {
    var elements: [Double] = []
    elements.reserveCapacity(rows * columns)
    for row in 0..<rows {
      for column in 0..<columns { elements.append(element(row, column)) }
    }
    self.init(rows: rows, columns: columns, unchecked: elements)
  }

  /// The identity matrix of `size` rows.
  ///
  /// - Precondition: `size` is not negative.
  public static func identity(_ size: Int) -> Matrix {
    Matrix(rows: size, columns: size) { $0 == $1 ? 1 : 0 }
  }

  init(rows: Int, columns: Int, unchecked elements: [Double]) {
    precondition(rows >= 0 && columns >= 0, "a matrix has no negative extents")
    assert(elements.count == rows * columns, "elements fill the matrix")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// The element in a row and a column.
  public subscript(row: Int, column: Int) -> Double {
    get {
      precondition(row < rows && column >= 0 && column < columns, "outside the matrix")
      return elements[row * columns + column]
    }
    set {
      precondition(row < rows && column >= 0 && column < columns, "outside the matrix")
      elements[row * columns + column] = newValue
    }
  }

  /// The matrix with rows and columns exchanged.
  ///
  /// Its elements are also those of this matrix in column-major order, as LAPACK wants them.
  public var transposed: Matrix {
    Matrix(rows: columns, columns: rows) { elements[$1 * columns + $0] }
  }

  /// The square root of the sum of squares of all elements.
  public var frobeniusNorm: Double {
    elements.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}
