import COnsetBLAS
public import OnsetCore

/// A = L Lᵀ for a symmetric positive definite matrix, kept to solve linear systems.
public struct CholeskyFactorization: Hashable, Sendable {
  /// The lower triangular factor.
  public let factor: Matrix

  /// Factorizes a symmetric matrix; only one of its triangles is read.
  ///
  /// - Throws: `OnsetError` when the matrix is not square or not positive definite.
  /// - Complexity: About rows³ / 3 operations.
  public init(_ matrix: Matrix) throws(OnsetError) {
    let (rows, columns) = try LAPACK.extents(of: matrix)
    guard rows == columns else {
      throw OnsetError(.shapeMismatch, "a \(rows)×\(columns) matrix has no Cholesky factorization")
    }
    var elements = matrix.elements
    let info = rows > 0 ? onset_dpotrf(rows, &elements) : 0
    guard info <= 0 else {
      throw OnsetError(
        .invalidValue,
        "the \(rows)×\(rows) matrix is not positive definite (leading minor \(info))",
        fix: "add a small multiple of the identity")
    }
    try LAPACK.check(info, "Cholesky factorization", of: matrix)
    factor = Matrix(rows: matrix.rows, columns: matrix.rows) { row, column in
      row >= column ? elements[column * matrix.rows + row] : 0
    }
  }

  /// The X with A X = B.
  ///
  /// - Parameter right: B, with as many rows as A.
  /// - Throws: `OnsetError` when the shapes do not fit.
  /// - Complexity: About 2 · rows² · `right.columns` operations.
  public func solve(_ right: Matrix) throws(OnsetError) -> Matrix {
    guard right.rows == factor.rows else {
      throw OnsetError(
        .shapeMismatch, "a system of \(factor.rows) equations has no \(right.rows) right-hand sides"
      )
    }
    let (rows, count) = try LAPACK.extents(of: right)
    guard rows > 0, count > 0 else { return right }
    var solution = right.transposed.elements
    let info = onset_dpotrs(rows, count, factor.transposed.elements, &solution)
    try LAPACK.check(info, "solution with a Cholesky factor", of: right)
    return Matrix(rows: right.columns, columns: right.rows, unchecked: solution).transposed
  }
}
