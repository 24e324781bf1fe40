import COnsetBLAS
public import OnsetCore

/// A = Q R with orthonormal columns in Q and an upper triangular R whose diagonal is not negative.
///
/// The sign fix makes the factorization unique for a matrix of full rank, and makes Q uniform over all
/// matrices with orthonormal columns when A has standard normal elements: [Mezzadri 2007].
///
/// [Mezzadri 2007]: https://arxiv.org/abs/math-ph/0609050
public struct QRFactorization: Hashable, Sendable {
  /// The orthonormal columns, as many as A has.
  public let q: Matrix
  /// The upper triangular factor, square.
  public let r: Matrix

  /// Factorizes a matrix by Householder reflections.
  ///
  /// - Parameter matrix: A matrix with at least as many rows as columns.
  /// - Throws: `OnsetError` when it is wider than tall, or has elements that are not finite.
  /// - Complexity: About 4 · rows · columns² operations.
  public init(_ matrix: Matrix) throws(OnsetError) {
    let (m, n) = try LAPACK.extents(of: matrix)
    guard m >= n else {
      throw OnsetError(
        .shapeMismatch, "a thin QR factorization needs a tall matrix, not \(m)×\(n)",
        fix: "factorize its transpose")
    }
    var columnMajor = matrix.transposed.elements
    var factors = [Double](repeating: 0, count: matrix.columns)
    if n > 0 {
      try LAPACK.check(onset_dgeqrf(m, n, &columnMajor, &factors), "QR factorization", of: matrix)
    }
    let rows = matrix.rows
    let signs = (0..<matrix.columns).map { columnMajor[$0 * rows + $0] < 0 ? -1.0 : 1.0 }
    r = Matrix(rows: matrix.columns, columns: matrix.columns) { row, column in
      row <= column ? signs[row] * columnMajor[column * rows + row] : 0
    }
    if n > 0 {
      try LAPACK.check(onset_dorgqr(m, n, &columnMajor, factors), "QR factorization", of: matrix)
    }
    q = Matrix(rows: rows, columns: matrix.columns) { row, column in
      signs[column] * columnMajor[column * rows + row]
    }
  }
}
