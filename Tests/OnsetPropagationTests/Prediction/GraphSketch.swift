import OnsetCore
import OnsetModels
import OnsetPropagation

/// A network written down operator by operator, with the statistics of its weights.
struct GraphSketch {
  private(set) var network = Network()
  private(set) var statistics: [TensorStatistics?] = []

  /// A floating-point input.
  mutating func input(_ name: String, _ shape: [Int], dtype: DType = .float32) -> Int {
    let value = add(Value(name: name, dtype: dtype, dimensions: shape))
    network.inputs.append(value)
    return value
  }

  /// A weight with independent elements of mean zero.
  mutating func weight(
    _ shape: [Int], secondMoment: Double, mean: Double = 0, structure: WeightStructure = []
  ) -> Int {
    let index = network.parameters.count
    let name = "weight\(index)"
    network.parameters.append(
      Parameter(
        name: ParameterName(name), initializerName: name, shape: Shape(shape), dtype: .float32))
    var moments = TensorStatistics(mean: mean, secondMoment: secondMoment)
    moments.structure = structure
    statistics.append(moments)
    return add(
      Value(
        name: name, dtype: .float32, dimensions: shape,
        constant: ConstantTensor(
          dtype: .float32, shape: Shape(shape), elements: .stored(initializer: name)),
        parameter: index))
  }

  /// Known numbers.
  mutating func constant(_ numbers: [Double], _ shape: [Int]) -> Int {
    add(
      Value(
        name: "constant\(network.values.count)", dtype: .float32, dimensions: shape,
        constant: ConstantTensor(
          dtype: .float32, shape: Shape(shape), elements: .reals(numbers))))
  }

  /// Known integers.
  mutating func integers(_ numbers: [Int], _ shape: [Int]) -> Int {
    add(
      Value(
        name: "constant\(network.values.count)", dtype: .int64, dimensions: shape,
        constant: ConstantTensor(
          dtype: .int64, shape: Shape(shape), elements: .integers(numbers))))
  }

  /// An operator with one result.
  mutating func apply(_ operation: Operation, _ inputs: [Int?], _ shape: [Int]) -> Int {
    let index = network.operators.count
    let result = add(
      Value(
        name: "value\(network.values.count)", dtype: .float32, dimensions: shape, producer: index))
    network.operators.append(
      Operator(name: "node\(index)", operation: operation, inputs: inputs, outputs: [result]))
    return result
  }

  /// A dense layer with weights of the given gain: variance gain/fan_in.
  mutating func dense(
    _ value: Int, _ shape: [Int], from fan: Int, gain: Double = 1, structure: WeightStructure = []
  ) -> Int {
    let weight = weight(
      [fan, shape[shape.count - 1]], secondMoment: gain / Double(fan), structure: structure)
    return apply(.matMul, [value, weight], shape)
  }

  /// Declares the parameters of a plain recurrent layer.
  mutating func markRecurrent(kernel: Int, hidden: Int, consumer: Int) {
    for (value, role, position) in [
      (kernel, ParameterRole.recurrentInputKernel, 1), (hidden, .recurrentHiddenKernel, 2),
    ] {
      guard let parameter = network.values[value].parameter else { continue }
      network.parameters[parameter].uses = [
        ParameterUse(
          consumer: consumer, position: position, role: role,
          layout: WeightLayout(axes: [.stack, .output, .input]), region: [])
      ]
    }
  }

  /// Ends the network and predicts it.
  mutating func predict(
    _ output: Int, inputs: [String: InputStatistics] = [:],
    cotangent: InputStatistics? = nil
  ) throws -> Prediction {
    network.outputs = [output]
    return try Prediction(
      of: network, weights: WeightStatistics(statistics), inputs: inputs,
      cotangents: cotangent.map { [network.values[output].name: $0] } ?? [:])
  }

  private mutating func add(_ value: Value) -> Int {
    network.values.append(value)
    return network.values.count - 1
  }
}
