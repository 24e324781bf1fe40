import COnsetBLAS
public import OnsetCore

/// A = V Λ Vᵀ for a symmetric matrix, with eigenvalues in ascending order.
public struct SymmetricEigendecomposition: Hashable, Sendable {
  /// The eigenvalues, smallest first.
  public let values: [Double]
  /// The eigenvectors, orthonormal, one per *row* in the order of the values.
  public let vectorsTransposed: Matrix

  /// Decomposes a symmetric matrix; only one of its triangles is read.
  ///
  /// - Throws: `OnsetError` when the matrix is not square, not finite, or the iteration does not
  ///   converge.
  /// - Complexity: About 9 · rows³ operations.
  public init(_ matrix: Matrix) throws(OnsetError) {
    var vectors = matrix.elements
    values = try Self.decompose(matrix, factors: "V", elements: &vectors)
    vectorsTransposed = Matrix(rows: matrix.rows, columns: matrix.columns, unchecked: vectors)
  }

  /// LAPACK's call; with `factors` "N" only the values are found.
  fileprivate static func decompose(
    _ matrix: Matrix, factors: Unicode.Scalar, elements: inout [Double]
  ) throws(OnsetError) -> [Double] {
    let (rows, columns) = try LAPACK.extents(of: matrix)
    guard rows == columns else {
      throw OnsetError(.shapeMismatch, "a \(rows)×\(columns) matrix has no symmetric eigenvalues")
    }
    var values = [Double](repeating: 0, count: matrix.rows)
    guard rows > 0 else { return [] }
    let job = CChar(truncatingIfNeeded: factors.value)
    let info = onset_dsyevd(job, rows, &elements, &values)
    try LAPACK.check(info, "eigendecomposition", of: matrix)
    return values
  }
}

extension Matrix {
  /// The eigenvalues of a symmetric matrix, smallest first; only one triangle is read.
  ///
  /// - Throws: `OnsetError` when the matrix is not square, not finite, or the iteration does not
  ///   converge.
  public func symmetricEigenvalues() throws(OnsetError) -> [Double] {
    var elements = elements
    return try SymmetricEigendecomposition.decompose(self, factors: "N", elements: &elements)
  }
}
