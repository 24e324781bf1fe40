import COnsetKernels
import OnsetCore
import OnsetTensor
import Testing

/// Results that must have the same bits on every instruction path and on any number of cores.
enum ExecutionPaths {
  /// The paths that this processor can run, by name.
  static var all: [(name: String, loops: onset_kernels)] {
    [
      ("baseline", ONSET_PATH_BASELINE), ("avx2", ONSET_PATH_AVX2), ("avx512", ONSET_PATH_AVX512),
    ].compactMap { name, path in onset_kernels_for(path).map { (name, $0.pointee) } }
  }

  /// Bits of float32 tensors.
  static func bits(_ tensors: [Tensor]) throws -> [[UInt32]] {
    try tensors.map { try $0.elements(Float.self).map(\.bitPattern) }
  }

  /// Compares what `body` makes on each path, on one core, on two and on all, with the widest path on
  /// one core.
  static func verify(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> [Tensor]
  ) throws {
    let expected = try ArrayKernels.$threads.withValue(1) { try bits(body()) }
    for (name, loops) in all {
      for threads in [1, 2, Int.max] {
        let found = try ArrayKernels.$loops.withValue(loops) {
          try ArrayKernels.$threads.withValue(threads) { try bits(body()) }
        }
        #expect(
          found == expected, "\(name) on \(threads) threads", sourceLocation: sourceLocation)
      }
    }
  }

  /// Random float32 numbers between -2 and 2.
  static func sample(_ shape: Shape, seed: UInt64) throws -> Tensor {
    try GradientCheck.sample(shape, seed: seed).cast(to: .float32)
  }

  /// The value and the cotangents of inputs.
  static func pulled(
    _ inputs: [Tensor], _ cotangent: Tensor, _ function: ([Tensor]) throws -> Tensor
  ) throws -> [Tensor] {
    let tape = try Tape(variables: inputs)
    let output = try function(tape.variables)
    return try [output.detached] + tape.gradients(of: [output], cotangents: [cotangent])
  }

  /// Expects elements to be near to reference values, in units of the largest.
  static func expect(
    _ tensor: Tensor, near reference: [Double], tolerance: Double = 2e-6,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let numbers = tensor.numbers
    let size = max(1, reference.reduce(0) { max($0, abs($1)) })
    let error = zip(numbers, reference).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(
      numbers.count == reference.count && error <= tolerance * size,
      "off by \(error) of \(size)", sourceLocation: sourceLocation)
  }
}
