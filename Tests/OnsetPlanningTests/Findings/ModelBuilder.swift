import OnsetCore
import OnsetModels
import OnsetPlanning
import OnsetPropagation
import OnsetTestSupport
import OnsetTheory

/// Builds small networks with weights of a test's choice, one operator after the other.
struct ModelBuilder {
  private(set) var network = Network()
  private(set) var store = MemoryStore()
  private var random: SplitMix
  private var shape: [Int]
  /// The value that the next operator reads.
  private(set) var current: Network.ValueID

  /// Starts with an input of normal numbers.
  init(input: [Int], seed: UInt64 = 1) {
    random = SplitMix(state: seed)
    shape = input
    current = 0
    network.values = [Value(name: "x", dtype: .float32, dimensions: input)]
    network.inputs = [0]
  }

  /// Numbers with mean zero.
  mutating func normal(_ count: Int, deviation: Double) -> [Float] {
    (0..<count).map { _ in Float(random.normal() * deviation) }
  }

  /// A fully connected layer, drawn with variance `gain`²/fan_in unless elements are given.
  mutating func linear(
    _ name: String, _ outputs: Int, gain: Double = 1, weights: [Float]? = nil,
    bias: [Float]? = nil
  ) throws {
    let inputs = shape[shape.count - 1]
    let elements =
      weights ?? normal(inputs * outputs, deviation: gain / Double(inputs).squareRoot())
    let weight = try parameter("\(name).weight", [outputs, inputs], elements, .kernel, .linear, 1)
    var operands: [Network.ValueID?] = [current, weight]
    if let bias {
      operands.append(try parameter("\(name).bias", [outputs], bias, .bias, .vector, 2))
    }
    shape[shape.count - 1] = outputs
    add(.gemm(alpha: 1, beta: 1, transposeA: false, transposeB: true), operands)
  }

  /// A fully connected layer over the last of three axes, stored input first.
  mutating func project(_ name: String, _ outputs: Int, deviation: Double) throws {
    let inputs = shape[shape.count - 1]
    let weight = try parameter(
      "\(name).weight", [inputs, outputs], normal(inputs * outputs, deviation: deviation), .kernel,
      .matmul, 1)
    shape[shape.count - 1] = outputs
    add(.matMul, [current, weight])
  }

  /// Attention with one head over the second of three axes; its output is projected.
  mutating func attend(_ name: String, deviation: Double) throws {
    let (source, extents) = (current, shape)
    let width = extents[2]
    try project("\(name).query", width, deviation: deviation)
    let queries = current
    (current, shape) = (source, extents)
    try project("\(name).key", width, deviation: deviation)
    shape = [extents[0], width, extents[1]]
    add(.transpose(permutation: [0, 2, 1]), [current])
    shape = [extents[0], extents[1], extents[1]]
    add(.matMul, [queries, current])
    add(.softmax(axis: -1, isLogarithmic: false), [current])
    let weights = current
    (current, shape) = (source, extents)
    try project("\(name).value", width, deviation: deviation)
    add(.matMul, [weights, current])
    try project("\(name).output", width, deviation: deviation)
  }

  /// Rows of a table, looked up by what is fed.
  mutating func embedding(_ name: String, rows: Int, width: Int, deviation: Double) throws {
    let table = try parameter(
      "\(name).weight", [rows, width], normal(rows * width, deviation: deviation), .embedding,
      .embedding, 0)
    network.values[current].dtype = .int64
    shape.append(width)
    add(.gather(axis: 0), [table, current])
  }

  /// A convolution of 3 × 3 with padding, each group on its own.
  mutating func convolution(
    _ name: String, _ outputs: Int, groups: Int = 1, deviation: Double
  ) throws {
    let inputs = shape[1] / groups
    let layout = WeightLayout.convolution(groups: groups)
    let weight = try parameter(
      "\(name).weight", [outputs, inputs, 3, 3],
      normal(outputs * inputs * 9, deviation: deviation), .kernel, layout, 1)
    var attributes = ConvolutionAttributes()
    attributes.groups = groups
    attributes.pads = [1, 1, 1, 1]
    attributes.kernelShape = [3, 3]
    shape[1] = outputs
    add(.convolution(attributes), [current, weight])
  }

  /// A layer norm over the last axis.
  mutating func layerNorm(_ name: String) throws {
    let width = shape[shape.count - 1]
    let scale = try parameter(
      "\(name).weight", [width], [Float](repeating: 1, count: width), .normScale, .vector, 1)
    add(.layerNormalization(axis: -1, epsilon: 1e-5), [current, scale])
  }

  /// An elementwise function.
  mutating func apply(_ function: UnaryFunction) { add(.unary(function), [current]) }

  /// The sum with an earlier value.
  mutating func addShortcut(_ earlier: Network.ValueID) {
    add(.binary(.add), [current, earlier])
  }

  /// An LSTM over the second axis; biases are those of the input side, for gates i, o, f, c.
  mutating func lstm(_ name: String, hidden: Int, deviation: Double, forgetBias: Float) throws {
    let gates = RecurrentCell.lstm.gates
    let inputs = shape[2]
    var layout = WeightLayout(axes: [.stack, .output, .input])
    layout.parts = gates.map { WeightLayout.Part($0, extent: hidden) }
    let input = try parameter(
      "\(name).weight_ih_l0", [1, 4 * hidden, inputs],
      normal(4 * hidden * inputs, deviation: 1 / Double(inputs).squareRoot()),
      .recurrentInputKernel, layout, 1)
    let state = try parameter(
      "\(name).weight_hh_l0", [1, 4 * hidden, hidden],
      normal(4 * hidden * hidden, deviation: deviation), .recurrentHiddenKernel, layout, 2)
    let biases = gates.flatMap {
      [Float](repeating: $0 == "forget" ? forgetBias : 0, count: hidden)
    }
    var vector = WeightLayout(axes: [.stack, .feature])
    vector.parts = layout.parts
    let bias = try parameter(
      "\(name).bias_ih_l0", [1, 4 * hidden], biases, .recurrentInputBias, vector, 3)
    shape = [shape[1], 1, shape[0], hidden]
    add(
      .recurrent(RecurrentAttributes(cell: .lstm, hiddenSize: hidden)),
      [current, input, state, bias])
  }

  /// A stored tensor that no operator reads.
  mutating func unused(_ name: String, _ elements: [Float]) throws {
    try store.add(name, [elements.count], elements)
    network.parameters.append(
      Parameter(
        name: ParameterName(name), initializerName: name, shape: [elements.count], dtype: .float32))
  }

  /// The finished network, whose output is the last value.
  func finished() -> Network {
    var network = network
    network.outputs = [current]
    return network
  }

  /// What is found in the finished network.
  func findings(
    plan: String? = nil, biases: CriticalitySolver.Biases = .random,
    inputs: [String: InputStatistics] = [:], thresholds: Thresholds = Thresholds()
  ) throws -> [Finding] {
    let network = finished()
    let planned = try plan.map { try Planner(network, biases: biases).plan(family: $0, seed: 0) }
    return try ModelCheck(
      network, store: store, plan: planned, inputs: inputs, thresholds: thresholds
    ).findings
  }

  private mutating func add(_ operation: Operation, _ inputs: [Network.ValueID?]) {
    let value = network.values.count
    let node = network.operators.count
    network.values.append(
      Value(name: "v\(value)", dtype: .float32, dimensions: shape, producer: node))
    network.operators.append(
      Operator(name: "n\(node)", operation: operation, inputs: inputs, outputs: [value]))
    current = value
  }

  /// Stores a tensor that the next operator reads.
  private mutating func parameter(
    _ name: String, _ shape: Shape, _ elements: [Float], _ role: ParameterRole,
    _ layout: WeightLayout, _ position: Int
  ) throws -> Network.ValueID {
    try store.add(name, shape, elements)
    let region = shape.dimensions.map { 0..<$0 }
    network.parameters.append(
      Parameter(
        name: ParameterName(name), initializerName: name, shape: shape, dtype: .float32,
        uses: [
          ParameterUse(
            consumer: network.operators.count, position: position, role: role, layout: layout,
            region: region)
        ]))
    network.values.append(
      Value(
        name: name, dtype: .float32, dimensions: shape.dimensions,
        constant: ConstantTensor(
          dtype: .float32, shape: shape, elements: .stored(initializer: name)),
        parameter: network.parameters.count - 1))
    return network.values.count - 1
  }
}

extension [Finding] {
  /// The findings of one rule.
  func of(_ rule: String) -> [Finding] { filter { $0.rule == rule } }
}
