public import OnsetCore

extension Matrix {
  /// The product of this matrix and another.
  ///
  /// - Parameters:
  ///   - other: A matrix with as many rows as this one has columns.
  ///   - threads: How many cores may work at once; the result does not depend on it.
  /// - Throws: `OnsetError` when the shapes do not fit.
  /// - Complexity: 2 · rows · columns · `other.columns` operations.
  public func multiplied(by other: Matrix, threads: Int = .max) throws(OnsetError) -> Matrix {
    guard columns == other.rows else {
      throw OnsetError(
        .shapeMismatch,
        "a \(rows)×\(columns) matrix cannot be multiplied by a \(other.rows)×\(other.columns) one")
    }
    return product(with: other, side: .asStored, threads: threads)
  }

  /// The product of this matrix's transpose and another, without forming the transpose.
  ///
  /// - Parameters:
  ///   - other: A matrix with as many rows as this one.
  ///   - threads: How many cores may work at once; the result does not depend on it.
  /// - Throws: `OnsetError` when the shapes do not fit.
  /// - Complexity: 2 · columns · rows · `other.columns` operations.
  public func transposedMultiplied(
    by other: Matrix, threads: Int = .max
  ) throws(OnsetError) -> Matrix {
    guard rows == other.rows else {
      throw OnsetError(
        .shapeMismatch,
        "the transpose of a \(rows)×\(columns) matrix cannot be multiplied by a "
          + "\(other.rows)×\(other.columns) one")
    }
    return product(with: other, side: .transposed, threads: threads)
  }

  /// op(self) · other, in tiles of a fixed size, one core each.
  private func product(with other: Matrix, side: BLAS.Side, threads: Int) -> Matrix {
    let (m, k) = side == .asStored ? (rows, columns) : (columns, rows)
    let n = other.columns
    var result = [Double](repeating: 0, count: m * n)
    guard m > 0, n > 0, k > 0 else { return Matrix(rows: m, columns: n, unchecked: result) }
    let tile = 256
    let tileColumns = (n + tile - 1) / tile
    let tiles = (m + tile - 1) / tile * tileColumns
    let (a, b) = (elements, other.elements)
    result.withUnsafeMutableBufferPointer { result in
      nonisolated(unsafe) let result = result
      ParallelLoop.run(tiles, threads: threads) { index in
        let (row, column) = (index / tileColumns * tile, index % tileColumns * tile)
        a.withUnsafeBufferPointer { a in
          b.withUnsafeBufferPointer { b in
            guard let a = a.baseAddress, let b = b.baseAddress, let c = result.baseAddress else {
              return
            }
            BLAS.multiply(
              (side, .asStored), m: min(tile, m - row), n: min(tile, n - column), k: k,
              a: side == .asStored ? a + row * columns : a + row, aStride: columns,
              b: b + column, bStride: n, c: c + row * n + column, cStride: n)
          }
        }
      }
    }
    return Matrix(rows: m, columns: n, unchecked: result)
  }
}
