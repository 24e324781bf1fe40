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
    return ElementwiseKernel(function, of: source.kernel, marginal: source.marginal)
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
      scale == 1
        ? source.kernel.shifted(by: shift) : source.kernel.scaled(by: scale).shifted(by: shift)
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

  /// Whether the features are Gaussian.
  var isGaussian: Bool {
    if case .general = function { return false }
    return source.marginal == nil
  }

  /// The features' standardized distribution, where it is not Gaussian.
  var marginal: Marginal? {
    switch function {
    case .identity: source.marginal
    case .affine(let scale, _) where scale > 0: source.marginal
    case .affine: source.marginal == nil ? nil : Marginal(nodes: distribution)
    case .general: Marginal(nodes: distribution)
    }
  }

  /// The features' distribution at an average site, as nodes with weights.
  var distribution: [(node: Double, weight: Double)] {
    let kernel = source.kernel
    let mean = kernel.mean.reduce(0, +) / Double(max(1, kernel.mean.count))
    let deviation = max(0, kernel.averageOwn - mean * mean).squareRoot()
    let function = scalarFunction
    var nodes: [(node: Double, weight: Double)] = []
    Quadrature.forEachNode(of: function, mean: mean, deviation: deviation, isCoarse: true) {
      z, weight in
      nodes.append((function.value(mean + deviation * (source.marginal?.value(z) ?? z)), weight))
    }
    return nodes
  }

  /// E[xφ′(x) x′φ′(x′)]: how a gradient behind the function is aligned with the source.
  private lazy var projection: Kernel = {
    let function = scalarFunction
    let product = ScalarFunction(
      kinks: function.kinks, features: function.features,
      jet: { x in Jet(x * function.jet(x).first, 0, 0) })
    return ElementwiseKernel(product, of: source.kernel, marginal: source.marginal).output
  }()

  /// Hands a gradient of the features to the source.
  ///
  /// - Parameters:
  ///   - alignment: For features that are the source itself: E[gᵢ xᵢ gⱼ xⱼ], where known.
  ///   - correction: By how much E[φ′²] is larger among the elements that the gradient reaches, as
  ///     behind max pooling.
  func receive(_ gradient: Kernel, alignment: Kernel? = nil, correction: Double = 1) {
    switch function {
    case .identity: source.receive(gradient, alignment: alignment)
    case .affine(let scale, _): source.receive(gradient.scaledMoments(by: scale * scale, mean: 0))
    case .general:
      guard let derivative = elementwise?.derivative else { return }
      let scaled =
        correction == 1 ? gradient : gradient.scaledMoments(by: correction, mean: 0)
      source.receive(
        scaled.multiplied(by: derivative),
        alignment: source.wantsAlignment ? scaled.multiplied(by: projection) : nil)
    }
  }
}
