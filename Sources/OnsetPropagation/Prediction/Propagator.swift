import OnsetModels

/// Walks through a network once forward, keeping what is known of every value, and once backward over
/// the steps that the forward rules left on a tape.
///
/// One rule a family of operators, each in its own file: a rule computes the results' signals and notes
/// how a gradient comes back through it.
final class Propagator {
  let network: Network
  let weights: WeightStatistics
  /// What is known of each value.
  var signals: [Signal]
  /// Samples that listed sites spell out.
  var representatives = 1
  /// Samples in the batch.
  var population = 1
  /// Operators without a rule.
  var unknown: [Network.OperatorID] = []
  /// The operator whose rule runs.
  var currentOperator: Network.OperatorID = 0
  private var tape: [() -> Void] = []

  init(_ network: Network, weights: WeightStatistics) {
    self.network = network
    self.weights = weights
    signals = network.values.map {
      $0.constant == nil && $0.parameter == nil ? .unknown : .constant
    }
  }

  /// A source whose gradient, once all of it has arrived, is handed on by `pullback`.
  func derive(_ kernel: Kernel, _ pullback: @escaping (Kernel) -> Void) -> Source {
    deriveSource(kernel) { _, gradient in pullback(gradient) }
  }

  /// As ``derive(_:_:)``, for a way back that looks at the source itself.
  func deriveSource(_ kernel: Kernel, _ pullback: @escaping (Source, Kernel) -> Void) -> Source {
    let source = Source(kernel)
    tape.append { if let gradient = source.gradient { pullback(source, gradient) } }
    return source
  }

  /// Notes a step that is not tied to one source.
  func record(_ step: @escaping () -> Void) { tape.append(step) }

  /// Sends the gradients back.
  func pullBack() { for step in tape.reversed() { step() } }

  /// Runs every operator's rule.
  func propagate() {
    for (index, node) in network.operators.enumerated() {
      let isFolded = node.outputs.compactMap { $0 }.allSatisfy {
        network.values[$0].constant != nil || network.values[$0].parameter != nil
      }
      if isFolded { continue }
      currentOperator = index
      let results = apply(node)
      for (position, output) in node.outputs.enumerated() {
        guard let output else { continue }
        signals[output] = position < results.count ? results[position] : .unknown
      }
      if lacksRule(node, results), !dependsOnUnknown(node) { unknown.append(index) }
    }
  }

  /// Whether a result that something reads is unknown.
  private func lacksRule(_ node: Operator, _ results: [Signal]) -> Bool {
    if case .unknown = results.first ?? .unknown { return true }
    return node.outputs.enumerated().contains { position, output in
      guard position > 0, let output, case .unknown = signals[output] else { return false }
      return network.outputs.contains(output)
        || network.operators.contains { $0.inputs.contains(output) }
    }
  }

  /// Whether an operator is unknown only because one of its inputs is.
  private func dependsOnUnknown(_ node: Operator) -> Bool {
    node.inputs.contains { input in
      guard let input else { return false }
      if case .unknown = signals[input] { return true }
      return false
    }
  }

  /// The rule of an operator: one signal a result; `.unknown` where no rule applies.
  private func apply(_ node: Operator) -> [Signal] {
    switch node.operation {
    case .matMul: [matMul(node)]
    case .gemm: [gemm(node)]
    case .convolution(let attributes): [convolution(node, attributes)]
    case .transposedConvolution(let attributes, _, _):
      [transposedConvolution(node, attributes)]
    case .unary(let function): [unary(node, function)]
    case .binary(let function): [binary(node, function)]
    case .variadic(let function): [variadic(node, function)]
    case .clip: [clip(node)]
    case .prelu: [prelu(node)]
    case .select: [select(node)]
    case .cast, .castLike, .dropout, .identity: [signal(node, 0)]
    case .batchNormalization, .layerNormalization, .rmsNormalization, .instanceNormalization,
      .groupNormalization:
      [normalization(node)]
    case .softmax(let axis, let isLogarithmic): [softmax(node, axis: axis, isLogarithmic)]
    case .pool(let attributes): [pool(node, attributes)]
    case .globalPool(let kind): [globalPool(node, kind)]
    case .reduce(let kind, let axes, let keeps, _): [reduce(node, kind, axes: axes, keeps: keeps)]
    case .recurrent(let attributes): recurrent(node, attributes)
    case .attention(let attributes): [fusedAttention(node, attributes)]
    case .reshape, .flatten, .squeeze, .unsqueeze: [reshape(node)]
    case .transpose(let permutation): [transpose(node, permutation)]
    case .expand, .tile: [expand(node)]
    case .concatenate(let axis): [concatenate(node, axis: axis)]
    case .split(let axis, _, _): split(node, axis: axis)
    case .splitToSequence(let axis, _): [splitToSequence(node, axis: axis)]
    case .sequenceAt: [sequenceAt(node)]
    case .slice: [slice(node)]
    case .gather(let axis): [gather(node, axis: axis)]
    case .localResponseNormalization(let alpha, let beta, let bias, let size):
      [localNormalization(node, alpha: alpha, beta: beta, bias: bias, size: size)]
    case .einsum(let equation): [einsum(node, equation)]
    case .pad: [pad(node)]
    case .resize: [resize(node)]
    default: [.unknown]
    }
  }

  /// The signal of an operator's input.
  func signal(_ node: Operator, _ position: Int) -> Signal {
    guard let value = node.input(position) else { return .unknown }
    return resolved(value)
  }

  /// The signal of a value; parameters and large stored tensors as such.
  func resolved(_ value: Network.ValueID) -> Signal {
    guard case .constant = signals[value] else { return signals[value] }
    let entry = network.values[value]
    guard let shape = shape(value) else { return .constant }
    if let parameter = entry.parameter, let statistics = weights.statistics(of: parameter) {
      return .parameter(ParameterTensor(statistics: statistics, shape: shape))
    }
    if case .stored(let name)? = entry.constant?.elements,
      let statistics = weights.statistics(ofConstant: name)
    {
      return .parameter(ParameterTensor(statistics: statistics, shape: shape))
    }
    return .constant
  }

  /// The signal of an operator's input; known numbers that are more than one as a stored tensor, by
  /// their moments.
  func operand(_ node: Operator, _ position: Int) -> Signal {
    let signal = signal(node, position)
    guard case .constant = signal, let shape = shape(node.input(position)),
      let statistics = statistics(node, position)
    else { return signal }
    return .parameter(ParameterTensor(statistics: statistics, shape: shape))
  }

  /// The field of an operator's input, where it is one.
  func field(_ node: Operator, _ position: Int) -> Field? {
    if case .field(let field) = signal(node, position) { field } else { nil }
  }

  /// The statistics of the parameter at an operator's input.
  func statistics(_ node: Operator, _ position: Int) -> TensorStatistics? {
    guard let value = node.input(position) else { return nil }
    if let parameter = network.values[value].parameter {
      return weights.statistics(of: parameter)
    }
    guard let elements = network.values[value].constant?.reals, !elements.isEmpty else {
      return nil
    }
    return TensorStatistics(measuring: elements.map(Float.init))
  }

  /// The extents of a value.
  func shape(_ value: Network.ValueID?) -> [Int]? {
    guard let value, let dimensions = network.values[value].dimensions else { return nil }
    let known = dimensions.compactMap { $0 }
    return known.count == dimensions.count ? known : nil
  }

  /// The number at an operator's input, where it is a known scalar.
  func scalar(_ node: Operator, _ position: Int) -> Double? {
    guard let value = node.input(position) else { return nil }
    return network.values[value].constant?.scalar
  }

  /// The elements of a stored tensor, where they are at hand.
  func reals(_ value: Network.ValueID) -> [Double]? {
    guard let constant = network.values[value].constant else { return nil }
    if case .stored(let name) = constant.elements { return weights.elements(ofConstant: name) }
    return constant.reals
  }

  /// The integers at an operator's input, where they are known.
  func integers(_ node: Operator, _ position: Int) -> [Int]? {
    guard let value = node.input(position) else { return nil }
    return network.values[value].constant?.integers
  }
}
