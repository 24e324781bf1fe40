public import OnsetCore
public import OnsetModels
public import OnsetTensor

/// Runs a network: computes its outputs from inputs and weights, operator by operator.
///
/// One interpretation of the `Network` among others, made of tensor operations only: where a weight or an
/// input is a variable of a `Tape`, the outputs can be differentiated by it.
///
/// ```swift
/// let file = try ONNXModel(contentsOf: "model.onnx")
/// let interpreter = try Interpreter(file.network(), store: file)
/// let outputs = try interpreter.run(["input": batch])
/// ```
///
/// An intermediate is released as soon as the last operator that reads it is done, and a stored weight is
/// read when the first one needs it.
public struct Interpreter: Sendable {
  /// Called with every tensor as it appears, in execution order: weights and inputs when they are first
  /// read, then each operator's results. What it returns takes the tensor's place; return the tensor
  /// itself, or `tensor.observingGradient { … }` to see its gradient on the way back.
  public typealias Observer = (Network.ValueID, Tensor) throws -> Tensor

  /// The network that runs.
  public let network: Network
  /// Under which rules it runs.
  public let mode: ExecutionMode
  let schedule: ExecutionSchedule
  private let store: (any TensorStore)?
  private let largeConstants: [String: StoredTensor]

  /// Prepares to run a network.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - store: Where its weights are; not needed where every weight is given to each run.
  ///   - mode: Under which rules it runs.
  /// - Throws: `OnsetError` that names the operators that have no meaning, or when a constant of the
  ///   graph cannot be read.
  public init(
    _ network: Network, store: (any TensorStore)? = nil, mode: ExecutionMode = .training
  ) throws {
    self.network = network
    self.mode = mode
    self.store = store
    schedule = ExecutionSchedule(network)
    for index in schedule.operators {
      guard case .unknown(let domain, let type) = network.operators[index].operation else {
        continue
      }
      throw OnsetError(
        .unsupported,
        "the operator \(domain.isEmpty ? type : "\(domain).\(type)") cannot be run",
        at: network.operators[index].name, fix: "export the model with standard ONNX operators")
    }
    let names = network.operators.compactMap { node -> String? in
      guard case .constant(let constant) = node.operation,
        case .stored(let name) = constant.elements
      else { return nil }
      return name
    }
    largeConstants =
      names.isEmpty ? [:] : try (store as? ONNXModel)?.constants(named: Set(names)) ?? [:]
  }

  /// Computes the outputs.
  ///
  /// - Parameters:
  ///   - inputs: A tensor for each input, by name.
  ///   - weights: Tensors to take instead of stored ones, by the initializer's name in the file.
  ///   - observer: Sees every tensor as it appears.
  /// - Returns: The outputs by name.
  /// - Throws: `OnsetError` when an input is missing, unknown or does not fit, or when an operator cannot
  ///   be computed; it names the operator.
  public func run(
    _ inputs: [String: Tensor], weights: [String: Tensor] = [:], observing observer: Observer? = nil
  ) throws -> [String: Tensor] {
    var values = [RuntimeValue?](repeating: nil, count: network.values.count)
    let fitted = try InputFitting(network).fit(inputs)
    for (value, tensor) in fitted {
      values[value] = .tensor(try observer?(value, tensor) ?? tensor)
    }
    for (place, index) in schedule.operators.enumerated() {
      try execute(network.operators[index], on: &values, weights, observer)
      for value in schedule.released[place] { values[value] = nil }
    }
    var outputs: [String: Tensor] = [:]
    for output in network.outputs {
      try load(output, into: &values, weights, observer)
      guard let value = values[output] else { continue }
      do {
        outputs[network.values[output].name] = try value.asTensor()
      } catch let error as OnsetError {
        throw error.within("the output '\(network.values[output].name)'")
      }
    }
    return outputs
  }

  private func execute(
    _ node: Operator, on values: inout [RuntimeValue?], _ weights: [String: Tensor],
    _ observer: Observer?
  ) throws {
    for input in node.inputs.compactMap({ $0 }) {
      try load(input, into: &values, weights, observer)
    }
    let results: [RuntimeValue]
    do {
      let call = OperatorCall(
        node: node, inputs: node.inputs.map { $0.flatMap { values[$0] } }, mode: mode,
        largeConstants: largeConstants)
      results = try call.results()
    } catch let error as OnsetError {
      throw error.within(node.name)
    }
    for (position, output) in node.outputs.enumerated() {
      guard let output else { continue }
      guard position < results.count else {
        throw OnsetError(
          .unsupported, "output \(position) of \(node.operation.name) is not computed",
          at: node.name)
      }
      guard case .tensor(var tensor) = results[position] else {
        values[output] = results[position]
        continue
      }
      if let dtype = network.values[output].dtype { tensor = try tensor.narrowed(to: dtype) }
      values[output] = .tensor(try observer?(output, tensor) ?? tensor)
    }
  }

  /// Brings a weight or a constant of the file into memory.
  private func load(
    _ id: Network.ValueID, into values: inout [RuntimeValue?], _ weights: [String: Tensor],
    _ observer: Observer?
  ) throws {
    let value = network.values[id]
    guard values[id] == nil, value.producer == nil else { return }
    guard let constant = value.constant else {
      throw OnsetError(.invalidArgument, "the value '\(value.name)' is neither fed nor stored")
    }
    let tensor = try weights[value.name] ?? stored(constant, name: value.name)
    guard tensor.shape == constant.shape else {
      throw OnsetError(
        .shapeMismatch,
        "the tensor '\(value.name)' has the shape \(tensor.shape) instead of \(constant.shape)")
    }
    values[id] = .tensor(try observer?(id, tensor) ?? tensor)
  }

  private func stored(_ constant: ConstantTensor, name: String) throws -> Tensor {
    guard case .stored(let initializer) = constant.elements else { return try Tensor(constant) }
    guard let store else {
      throw OnsetError(
        .notFound, "the tensor '\(name)' is given neither by a file nor by the caller")
    }
    return try Tensor(store.tensor(named: initializer))
  }
}
