import COnsetBLAS
public import OnsetCore

/// A = U Σ Vᵀ with orthonormal columns in U and V, and singular values in descending order.
public struct SingularValueDecomposition: Hashable, Sendable {
  /// The left singular vectors, one per column: rows × min(rows, columns).
  public let left: Matrix
  /// The singular values, largest first.
  public let values: [Double]
  /// The right singular vectors, one per *row*: min(rows, columns) × columns.
  public let rightTransposed: Matrix

  /// Decomposes a matrix by divide and conquer.
  ///
  /// - Throws: `OnsetError` when an element is not finite or the iteration does not converge.
  /// - Complexity: About 14 · max · min² operations, where max and min are the larger and the smaller
  ///   extent.
  public init(_ matrix: Matrix) throws(OnsetError) {
    // The transpose of a row-major matrix is column-major, and its decomposition is V Σ Uᵀ.
    let size = min(matrix.rows, matrix.columns)
    var right = [Double](repeating: 0, count: matrix.columns * size)
    var left = [Double](repeating: 0, count: size * matrix.rows)
    values = try Self.decompose(matrix, factors: "S", right: &right, left: &left)
    rightTransposed = Matrix(rows: size, columns: matrix.columns, unchecked: right)
    self.left = Matrix(rows: matrix.rows, columns: size, unchecked: left)
  }

  /// LAPACK's call; with `factors` "N" only the values are found and the factors stay untouched.
  fileprivate static func decompose(
    _ matrix: Matrix, factors: Unicode.Scalar, right: inout [Double], left: inout [Double]
  ) throws(OnsetError) -> [Double] {
    let (rows, columns) = try LAPACK.extents(of: matrix)
    var values = [Double](repeating: 0, count: min(matrix.rows, matrix.columns))
    guard !values.isEmpty else { return [] }
    var elements = matrix.elements
    let job = CChar(truncatingIfNeeded: factors.value)
    let info = onset_dgesdd(job, columns, rows, &elements, &values, &right, &left)
    try LAPACK.check(info, "singular value decomposition", of: matrix)
    return values
  }
}

extension Matrix {
  /// The singular values, largest first.
  ///
  /// - Throws: `OnsetError` when an element is not finite or the iteration does not converge.
  public func singularValues() throws(OnsetError) -> [Double] {
    var (right, left): ([Double], [Double]) = ([0], [0])
    return try SingularValueDecomposition.decompose(self, factors: "N", right: &right, left: &left)
  }
}
