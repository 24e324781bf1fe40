public import OnsetCore
public import OnsetModels

/// What theory says about a network's signals and gradients, without running it.
///
/// Moments are pushed forward through the graph and gradients back, in the limit of many features and
/// in expectation over random weights: means, second moments, covariances between positions and between
/// samples (Poole et al. 2016, arXiv:1606.05340; Schoenholz et al. 2017, arXiv:1611.01232; Yang 2019,
/// arXiv:1910.12478). A chain of elementwise operators is integrated exactly as one function of the
/// Gaussian variable it starts from.
///
/// ```swift
/// let prediction = try Prediction(of: network, weights: statistics)
/// prediction[value]?.secondMoment          // E[x²] over features, positions and samples
/// prediction.gradient(of: value)           // E[g²] of Σ output · cotangent
/// prediction.unknownOperators              // operators without a rule; unknown from there on
/// ```
public struct Prediction: Sendable {
  /// Operators that prediction has no rule for, in execution order. Values behind them are unknown.
  public let unknownOperators: [Network.OperatorID]
  private let moments: [Moments?]
  private let gradients: [Moments?]

  /// Predicts a network.
  ///
  /// - Parameters:
  ///   - network: The graph.
  ///   - weights: The statistics of its parameters, as found or as planned.
  ///   - inputs: What is fed, by input name; inputs that are left out get standard normal numbers, or
  ///     uniform tokens where they are integers.
  ///   - cotangents: What the outputs are multiplied by before they are summed, by output name; standard
  ///     normal numbers where left out.
  /// - Throws: `OnsetError` where an input's shape is not known or does not fit the numbers given.
  /// - Complexity: O(operators · sites²), with at most some 500 sites; images by lag, O(pixels).
  public init(
    of network: Network, weights: WeightStatistics, inputs: [String: InputStatistics] = [:],
    cotangents: [String: InputStatistics] = [:]
  ) throws(OnsetError) {
    let propagator = Propagator(network, weights: weights)
    try propagator.feed(inputs)
    propagator.propagate()
    try propagator.seed(cotangents)
    propagator.pullBack()
    unknownOperators = propagator.unknown
    moments = network.values.indices.map { propagator.moments(of: $0) }
    gradients = network.values.indices.map { propagator.gradientMoments(of: $0) }
  }

  /// The moments of a value; `nil` where they are unknown or the value has no features.
  public subscript(value: Network.ValueID) -> Moments? { moments[value] }

  /// The moments of the gradient of Σ output · cotangent at a value; `nil` where unknown, and at values
  /// inside a chain of elementwise operators, which is differentiated as one function.
  public func gradient(of value: Network.ValueID) -> Moments? { gradients[value] }
}

extension Propagator {
  func moments(of value: Network.ValueID) -> Moments? {
    guard case .field(let field) = signals[value] else { return nil }
    let kernel = field.kernel
    return kernel.isFinite ? Moments(kernel, spread: field.spread) : nil
  }

  func gradientMoments(of value: Network.ValueID) -> Moments? {
    guard case .field(let field) = signals[value] else { return nil }
    let total = Double(max(1, field.featureCount))
    var kernels: [(share: Double, kernel: Kernel)] = []
    for part in field.parts {
      guard part.isIdentity, let gradient = part.source.gradient else { return nil }
      kernels.append((Double(part.count) / total, gradient))
    }
    let kernel = Kernel.mixture(kernels)
    return kernel.isFinite ? Moments(kernel, spread: field.spread) : nil
  }
}
