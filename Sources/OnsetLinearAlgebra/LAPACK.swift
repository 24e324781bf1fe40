import COnsetBLAS
import OnsetCore

/// What all calls of LAPACK have in common: its limits and its way to report failure.
enum LAPACK {
  /// The extents of a matrix in LAPACK's integers.
  ///
  /// - Throws: `OnsetError` when an extent is above 2³¹ − 1 or an element is not finite: LAPACK
  ///   promises nothing then, not even to return.
  static func extents(of matrix: Matrix) throws(OnsetError) -> (rows: Int32, columns: Int32) {
    BLAS.prepare()
    guard let rows = Int32(exactly: matrix.rows), let columns = Int32(exactly: matrix.columns)
    else {
      throw OnsetError(
        .shapeMismatch, "a \(matrix.rows)×\(matrix.columns) matrix is too large to factorize")
    }
    guard matrix.elements.allSatisfy(\.isFinite) else {
      throw OnsetError(
        .invalidValue,
        "a \(rows)×\(columns) matrix with elements that are not finite has no "
          + "factorization")
    }
    return (rows, columns)
  }

  /// Turns LAPACK's status into an error.
  ///
  /// - Parameters:
  ///   - info: What the routine returned; 0 is success.
  ///   - what: The factorization, as it reads in "… of a 3×3 matrix failed".
  ///   - matrix: The matrix that it was asked for.
  static func check(_ info: Int32, _ what: String, of matrix: Matrix) throws(OnsetError) {
    guard info != 0 else { return }
    throw OnsetError(
      .invalidValue,
      "the \(what) of a \(matrix.rows)×\(matrix.columns) matrix did not converge (status \(info))")
  }
}
