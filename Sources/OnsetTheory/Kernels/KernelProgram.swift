import COnsetKernels
import OnsetCore

/// An infinite network made ready for a set of inputs: a flat list of steps, each with what it needs of
/// the inputs' second moments.
struct KernelProgram: Sendable {
  /// One step on covariances and tangents.
  enum Step: Sendable {
    /// A dense layer.
    case dense(DenseStep)
    /// An activation and the dense layer behind it; the number is the step's place among these steps.
    case hidden(any PairEvaluator, DenseStep, place: Int)
    /// Remembers c and t.
    case save
    /// c ← saved c + scale · c, and the same for t.
    case merge(scale: Double)
  }

  /// The steps in order.
  private(set) var steps: [Step] = []
  /// The second moments of the output.
  private(set) var secondMoments: [Double]
  /// How many saves are open at most.
  private(set) var depth = 0

  /// The second moments in front of every hidden step's successor, that is behind its dense layer.
  private(set) var hiddenSecondMoments: [[Double]] = []

  private let parameterization: InfiniteNetwork.Parameterization
  /// The number of inputs of the next dense layer.
  private var fanIn: Double
  /// Whether the signal is Gaussian, as it is behind a dense layer and in front of an activation.
  private var isGaussian = false
  /// The activation that waits for its dense layer.
  private var pending: (any PairEvaluator)?

  /// Prepares a network.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - secondMoments: The mean square of every input's elements.
  ///   - dimension: The number of elements of an input.
  /// - Throws: `OnsetError` for layers in an order that has no Gaussian limit, variances out of range,
  ///   or second moments that are not finite.
  init(
    _ network: InfiniteNetwork, secondMoments: [Double], dimension: Int
  ) throws(OnsetError) {
    self.secondMoments = secondMoments
    parameterization = network.parameterization
    fanIn = Double(dimension)
    try append(network.layers, nesting: 0)
    guard isGaussian else {
      throw OnsetError(
        .invalidArgument, "the network does not end with a dense layer",
        fix: "add a dense layer that reads the last activation out")
    }
  }

  private mutating func append(
    _ layers: [InfiniteNetwork.Layer], nesting: Int
  ) throws(OnsetError) {
    for layer in layers {
      switch layer {
      case .dense(let weightVariance, let biasVariance):
        try appendDense(weightVariance, biasVariance)
      case .activation(let activation):
        guard isGaussian else {
          throw OnsetError(
            .invalidArgument, "the activation \(activation.name) does not follow a dense layer",
            fix: "put a dense layer before it")
        }
        let evaluator = try activation.pairEvaluator(scales: secondMoments)
        pending = evaluator
        secondMoments = evaluator.secondMoments
        isGaussian = false
      case .residual(let branch, let scale):
        try appendResidual(branch, scale, nesting: nesting + 1)
      }
    }
  }

  private mutating func appendDense(
    _ weightVariance: Double, _ biasVariance: Double
  ) throws(OnsetError) {
    guard weightVariance >= 0, biasVariance >= 0, weightVariance.isFinite, biasVariance.isFinite
    else {
      throw OnsetError(
        .invalidArgument,
        "a dense layer has weight variance \(weightVariance) and bias variance "
          + "\(biasVariance)", fix: "give finite variances that are not negative")
    }
    secondMoments = secondMoments.map { weightVariance * $0 + biasVariance }
    let dense = step(weightVariance, biasVariance)
    if let evaluator = pending {
      steps.append(.hidden(evaluator, dense, place: hiddenSecondMoments.count))
      hiddenSecondMoments.append(secondMoments)
      pending = nil
    } else {
      steps.append(.dense(dense))
    }
    isGaussian = true
  }

  /// What a dense layer does in this parameterization; the next one's fan-in is a hidden width.
  private mutating func step(_ weightVariance: Double, _ biasVariance: Double) -> DenseStep {
    switch parameterization {
    case .ntk:
      return DenseStep(
        weight: weightVariance, bias: biasVariance, gradient: weightVariance,
        bias_gradient: biasVariance)
    case .standard(let hiddenWidth, let hasBiases):
      defer { fanIn = Double(hiddenWidth) }
      return DenseStep(
        weight: weightVariance, bias: biasVariance, gradient: fanIn,
        bias_gradient: hasBiases ? 1 : 0)
    }
  }

  private mutating func appendResidual(
    _ branch: [InfiniteNetwork.Layer], _ scale: Double, nesting: Int
  ) throws(OnsetError) {
    guard isGaussian, nesting <= 64 else {
      throw OnsetError(
        .invalidArgument, "a residual block does not follow a dense layer",
        fix: "put a dense layer before the first block")
    }
    depth = max(depth, nesting)
    let saved = secondMoments
    steps.append(.save)
    try append(branch, nesting: nesting)
    guard isGaussian else {
      throw OnsetError(
        .invalidArgument, "a residual branch does not end with a dense layer",
        fix: "end the branch with a dense layer")
    }
    steps.append(.merge(scale: scale * scale))
    secondMoments = zip(saved, secondMoments).map { $0 + scale * scale * $1 }
  }
}
