import OnsetCore
import OnsetLinearAlgebra

/// A batch of matrix products cut into tiles of fixed size, each one BLAS call on one core.
struct ProductTiles: Sendable {
  static let edge = 256

  let batch: Int, m: Int, n: Int, k: Int
  let sides: (BLAS.Side, BLAS.Side)

  func run(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>
  ) {
    if k == 0 { return c.update(repeating: 0, count: batch * m * n) }
    nonisolated(unsafe) let (a, b, c) = (a, b, c)
    forEachTile { tile in
      BLAS.multiply(
        sides, m: tile.m, n: tile.n, k: k, a: a + tile.a, aStride: aStride, b: b + tile.b,
        bStride: bStride, c: c + tile.c, cStride: n)
    }
  }

  func run(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ c: UnsafeMutablePointer<Double>
  ) {
    if k == 0 { return c.update(repeating: 0, count: batch * m * n) }
    nonisolated(unsafe) let (a, b, c) = (a, b, c)
    forEachTile { tile in
      BLAS.multiply(
        sides, m: tile.m, n: tile.n, k: k, a: a + tile.a, aStride: aStride, b: b + tile.b,
        bStride: bStride, c: c + tile.c, cStride: n)
    }
  }

  private var aStride: Int { sides.0 == .asStored ? k : m }
  private var bStride: Int { sides.1 == .asStored ? n : k }

  /// Where a tile starts in each factor and in the product, and its size.
  private struct Tile { let a: Int, b: Int, c: Int, m: Int, n: Int }

  private func forEachTile(_ body: @Sendable (Tile) -> Void) {
    let edge = Self.edge
    let (down, across) = ((m + edge - 1) / edge, (n + edge - 1) / edge)
    ParallelLoop.run(batch * down * across, threads: ArrayKernels.threads) { index in
      let (matrix, place) = index.quotientAndRemainder(dividingBy: down * across)
      let (row, column) = (place / across * edge, place % across * edge)
      body(
        Tile(
          a: matrix * m * k + (sides.0 == .asStored ? row * k : row),
          b: matrix * k * n + (sides.1 == .asStored ? column : column * k),
          c: matrix * m * n + row * n + column, m: min(edge, m - row), n: min(edge, n - column)))
    }
  }
}
