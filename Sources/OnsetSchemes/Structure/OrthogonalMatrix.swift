import OnsetCore
import OnsetLinearAlgebra
import OnsetRandom

/// One random orthogonal matrix and where its elements go.
struct OrthogonalMatrix {
  /// Where each row starts in the buffer.
  let rowOffsets: [Int]
  /// How far each column lies from the start of its row.
  let columnOffsets: [Int]
  /// The source of the matrix, its own.
  let stream: RandomStream

  /// Matrices of fewer elements than this keep one core busy for less than a few milliseconds; it is
  /// faster to give each core whole matrices than to share one.
  private static let sharedSize = 256 * 256

  /// Draws the matrices and writes them, times the gain.
  ///
  /// - Parameters:
  ///   - values: Where the offsets point into.
  ///   - matrices: What to draw.
  ///   - gain: The singular values.
  ///   - threads: How many cores may work at once; the bits do not depend on it.
  static func fill(
    _ values: UnsafeMutableBufferPointer<Float>, with matrices: [OrthogonalMatrix], gain: Double,
    threads: Int
  ) {
    let large = matrices.filter { $0.size >= sharedSize }
    let small = matrices.filter { $0.size < sharedSize }
    for matrix in large { matrix.fill(values, gain: gain, threads: threads) }
    nonisolated(unsafe) let values = values
    ParallelLoop.run(small.count, threads: threads) { index in
      small[index].fill(values, gain: gain, threads: 1)
    }
  }

  private var size: Int { rowOffsets.count * columnOffsets.count }

  private func fill(_ values: UnsafeMutableBufferPointer<Float>, gain: Double, threads: Int) {
    // A wide matrix with orthonormal rows is the transpose of a tall one with orthonormal columns.
    let isTall = rowOffsets.count >= columnOffsets.count
    let (long, short) = isTall ? (rowOffsets, columnOffsets) : (columnOffsets, rowOffsets)
    guard !short.isEmpty else { return }
    var serial = stream
    serial.threads = 1
    let source = serial
    let product = ReflectorProduct(rows: long.count, columns: short.count, threads: threads) {
      source.fillNormal($0, from: $1, standardDeviation: 1)
    }
    nonisolated(unsafe) let values = values
    product.forEachSlab(threads: threads) { range, slab in
      for (i, start) in long.enumerated() {
        for (j, column) in range.enumerated() {
          values[start + short[column]] = Float(gain * slab[i * range.count + j])
        }
      }
    }
  }
}
