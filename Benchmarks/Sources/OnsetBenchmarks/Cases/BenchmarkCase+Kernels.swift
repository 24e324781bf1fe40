import Onset

extension BenchmarkCase {
  /// The tangent kernel of 30 ReLU layers on `size` inputs of 256 elements.
  static let kernels: [BenchmarkCase] = [
    BenchmarkCase(
      "ntk",
      result: { size in try network.kernels(of: inputs(size)).ntk.elements },
      prepare: { size in
        let inputs = inputs(size)
        return { _ = try network.kernels(of: inputs) }
      })
  ]

  private static let network = InfiniteNetwork.fullyConnected(
    activation: .relu, depth: 30, weightVariance: 2)

  /// The inputs that `ntk.py` makes too: the finalizer of MurmurHash3 on the element's place.
  private static func inputs(_ count: Int) -> Matrix {
    let dimension = 256
    return Matrix(rows: count, columns: dimension) { row, column in
      var x = UInt32(truncatingIfNeeded: row * dimension + column + 1)
      x ^= x >> 16
      x &*= 0x85eb_ca6b
      x ^= x >> 13
      x &*= 0xc2b2_ae35
      x ^= x >> 16
      return Double(x) * 0x1p-31 - 1
    }
  }
}
