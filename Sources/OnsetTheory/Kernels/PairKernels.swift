import COnsetKernels

/// The inner loops on pairs, for the widest vectors that this processor has. Every width gives the same
/// bits.
enum PairKernels {
  /// Buffers are padded to whole multiples of this.
  static let width = 8

  /// A count rounded up to a whole multiple of ``width``.
  static func padded(_ count: Int) -> Int { (count + width - 1) / width * width }

  /// An array with ones after it, up to a whole multiple of ``width``.
  static func padded(_ values: [Double]) -> [Double] {
    values + [Double](repeating: 1, count: padded(values.count) - values.count)
  }

  /// The loops.
  static let best: onset_kernels = {
    for path in [ONSET_PATH_AVX512, ONSET_PATH_AVX2] {
      if let kernels = onset_kernels_for(path) { return kernels.pointee }
    }
    guard let kernels = onset_kernels_for(ONSET_PATH_BASELINE) else {
      preconditionFailure("the baseline path is in every build")
    }
    return kernels.pointee
  }()
}
