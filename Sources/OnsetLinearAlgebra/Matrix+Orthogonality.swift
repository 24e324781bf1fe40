public import OnsetCore

extension Matrix {
  /// How far the columns are from orthonormal: ‖QᵀQ − I‖ in the Frobenius norm; for a wide matrix, the
  /// rows.
  ///
  /// - Throws: `OnsetError` when an element is not finite.
  /// - Complexity: 2 · max · min² operations, where max and min are the larger and the smaller extent.
  public func orthogonalityDefect() throws(OnsetError) -> Double {
    guard elements.allSatisfy(\.isFinite) else {
      throw OnsetError(.invalidValue, "a matrix with elements that are not finite has no angles")
    }
    let tall = rows >= columns ? self : transposed
    let gram = try tall.transposedMultiplied(by: tall)
    return Matrix(rows: gram.rows, columns: gram.columns) { row, column in
      gram[row, column] - (row == column ? 1 : 0)
    }.frobeniusNorm
  }
}
