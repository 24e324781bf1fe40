import OnsetTheory

/// Features that are one function of one source.
final class Part {
  /// How the features follow from the source.
  enum Function {
    case identity
    case affine(scale: Double, shift: Double)
    case general(ScalarFunction)
  }

  let source: Source
  let function: Function
  /// How many features.
  let count: Int

  /// The function's moments, computed when first asked for.
  private lazy var elementwise: ElementwiseKernel? = {
    guard case .general(let function) = function else { return nil }
    return ElementwiseKernel(function, of: source.kernel)
  }()

  init(_ source: Source, _ function: Function = .identity, count: Int) {
    self.source = source
    self.function = function
    self.count = count
  }

  /// The kernel of the features themselves.
  var kernel: Kernel {
    switch function {
    case .identity: source.kernel
    case .affine(let scale, let shift):
      scale == 1 ? source.kernel.shifted(by: shift) : source.kernel.scaled(by: scale).shifted(by: shift)
    case .general: elementwise?.output ?? source.kernel
    }
  }

  /// Whether the features are the source's own.
  var isIdentity: Bool { if case .identity = function { true } else { false } }

  /// The function as one of the source.
  var scalarFunction: ScalarFunction {
    switch function {
    case .identity: .identity
    case .affine(let scale, let shift): .affine(scale: scale, shift: shift)
    case .general(let function): function
    }
  }

  /// Hands a gradient of the features to the source.
  ///
  /// - Parameter correction: By how much E[φ′²] is larger among the elements that the gradient reaches,
  ///   as behind max pooling.
  func receive(_ gradient: Kernel, correction: Double = 1) {
    switch function {
    case .identity: source.receive(gradient)
    case .affine(let scale, _): source.receive(gradient.scaledMoments(by: scale * scale, mean: 0))
    case .general:
      guard let derivative = elementwise?.derivative else { return }
      let pulled = gradient.multiplied(by: derivative)
      source.receive(correction == 1 ? pulled : pulled.scaledMoments(by: correction, mean: 0))
    }
  }
}
