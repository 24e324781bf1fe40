internal import COnsetKernels

/// The instruction set for which the inner loops were compiled.
///
/// All paths give the same bits; a test forces each one and compares.
package enum KernelPath: CaseIterable, Hashable, Sendable {
  /// What every processor of the platform has: SSE2 on x86-64, NEON on arm64.
  case baseline
  /// 256-bit vectors on x86-64.
  case avx2
  /// 512-bit vectors on x86-64.
  case avx512

  /// The paths that this processor can run, from the narrowest to the widest.
  package static var available: [KernelPath] {
    allCases.filter { onset_kernels_for($0.identifier) != nil }
  }

  /// The widest path that this processor can run.
  package static var best: KernelPath { available.last ?? .baseline }

  private var identifier: onset_path {
    switch self {
    case .baseline: ONSET_PATH_BASELINE
    case .avx2: ONSET_PATH_AVX2
    case .avx512: ONSET_PATH_AVX512
    }
  }

  /// The loops of this path.
  ///
  /// - Precondition: The path is among ``available``.
  var kernels: onset_kernels {
    guard let kernels = onset_kernels_for(identifier) else {
      preconditionFailure("this processor cannot run the path \(self)")
    }
    return kernels.pointee
  }
}
