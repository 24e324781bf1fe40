import OnsetCore
import SwiftProtobuf

/// Builds the graph of a network from an ONNX model: values, typed operators in execution order, shapes.
///
/// The stages run in the order of this file's methods; roles and names of parameters are found afterwards
/// by ``ParameterFinder``.
struct NetworkBuilder {
  /// The values found so far.
  var values: [Value] = []
  /// The operators in execution order.
  var operators: [Operator] = []
  /// For each operator, the node that it came from.
  var origins: [FlatNode] = []
  /// What inference found, by value.
  var facts: [ValueFacts] = []
  /// The values that a caller feeds.
  var inputs: [Network.ValueID] = []
  /// The values that the graph returns.
  var outputs: [Network.ValueID] = []
  /// Every initializer's value, in the file's order.
  var initializers: [(value: Network.ValueID, tensor: Onnx_TensorProto)] = []
  /// The value of each name.
  var ids: [String: Network.ValueID] = [:]

  /// The model that is read.
  let model: Onnx_ModelProto
  /// What the file says about names.
  let hints: NamingHints
  /// The file, for data that the message leaves out.
  let store: ONNXModel?
  /// The shapes' interpretation, which holds the names of open extents.
  var inference = ShapeInference()

  /// Prepares to build the graph of a model.
  ///
  /// - Parameter store: The file, for data that the decoded message leaves out.
  init(_ model: Onnx_ModelProto, store: ONNXModel?, hints: NamingHints) {
    self.model = model
    self.store = store
    self.hints = hints
  }

  /// Runs every stage.
  ///
  /// - Throws: `OnsetError` when the graph is not one: unknown or doubled names, cycles, attributes of
  ///   the wrong type, shapes that contradict each other.
  mutating func build(inputShapes: [String: [Int]]) throws(OnsetError) {
    guard model.hasGraph else {
      throw OnsetError(
        .invalidFile, "the file holds no graph", fix: "check that it is an ONNX model")
    }
    try checkVersion()
    try addInitializers()
    try addInputs(shapes: inputShapes)
    let nodes = try FunctionInliner.nodes(of: model).flatMap(ContributedOperators.standard)
    try addOperators(nodes)
    try addOutputs()
    try inferShapes()
  }

  private func checkVersion() throws(OnsetError) {
    let opset = FunctionInliner.versions(model.opsetImport)[""] ?? 0
    guard opset == 0 || opset >= 7 else {
      throw OnsetError(
        .unsupported, "the model uses opset \(opset), and Onset reads opset 7 and later",
        fix: "convert it with onnx.version_converter or export it again")
    }
  }

  // MARK: Values

  /// Adds a value.
  ///
  /// - Throws: `OnsetError` when another value has its name.
  @discardableResult
  mutating func add(
    _ value: Value, facts: ValueFacts = ValueFacts()
  ) throws(OnsetError) -> Network.ValueID {
    guard ids.updateValue(values.count, forKey: value.name) == nil else {
      throw OnsetError(
        .invalidFile, "two tensors of the graph have the same name", at: value.name,
        fix: "export the model again")
    }
    values.append(value)
    self.facts.append(facts)
    return values.count - 1
  }

  private mutating func addInitializers() throws(OnsetError) {
    for tensor in model.graph.initializer {
      var constant = try TensorContent.constant(
        tensor, stored: try store?.tensor(named: tensor.name))
      // What training changes is no constant, however small it is.
      if hints.isLearned(tensor.name, constant) {
        constant.elements = .stored(initializer: tensor.name)
      }
      var facts = ValueFacts(
        constant.dtype, constant.shape.dimensions.map { SymbolicInteger($0) })
      facts.elements = FoldedTensor(constant)
      let value = try add(
        Value(name: tensor.name, constant: constant), facts: facts)
      initializers.append((value, tensor))
    }
  }

  private mutating func addInputs(shapes: [String: [Int]]) throws(OnsetError) {
    let fed = model.graph.input.filter { ids[$0.name] == nil }
    for name in shapes.keys.sorted() where !fed.contains(where: { $0.name == name }) {
      let names = fed.map { "'\($0.name)'" }.joined(separator: ", ")
      throw OnsetError(
        .invalidArgument, "the model has no input '\(name)'", fix: "its inputs are \(names)")
    }
    for input in fed {
      if let shape = shapes[input.name] { try bind(shape, to: input) }
    }
    for input in fed {
      var facts = declaredFacts(input)
      if let shape = shapes[input.name] { facts.extents = shape.map { SymbolicInteger($0) } }
      facts.dependsOnInput = true
      inputs.append(try add(Value(name: input.name), facts: facts))
    }
  }

  /// Takes the numbers given for an input's open extents, and refuses those that contradict the file.
  private mutating func bind(
    _ shape: [Int], to input: Onnx_ValueInfoProto
  ) throws(OnsetError) {
    let declared = input.type.tensorType.shape.dim
    let hasShape = input.type.tensorType.hasShape
    let fits =
      !hasShape
      || (shape.count == declared.count
        && zip(shape, declared).allSatisfy { given, dimension in
          guard case .dimValue(let extent) = dimension.value, extent > 0 else { return true }
          return given == Int(extent)
        })
    guard fits, shape.allSatisfy({ $0 > 0 }), (try? Shape(checking: shape)) != nil else {
      let text = declared.map { dimension in
        switch dimension.value {
        case .dimValue(let extent): "\(extent)"
        case .dimParam(let name): name.isEmpty ? "?" : name
        case nil: "?"
        }
      }.joined(separator: "×")
      throw OnsetError(
        .invalidArgument,
        "the shape \(shape.map(String.init).joined(separator: "×")) does not fit the input "
          + "'\(input.name)', which is declared as \(text)",
        fix: "give numbers for the open axes only")
    }
    for (given, dimension) in zip(shape, declared) {
      if case .dimParam(let name) = dimension.value, !name.isEmpty {
        inference.bindings[name] = given
      }
    }
  }

  /// The type and shape that the file declares for a value.
  mutating func declaredFacts(_ info: Onnx_ValueInfoProto) -> ValueFacts {
    guard case .tensorType(let tensor) = info.type.value else { return ValueFacts() }
    var facts = ValueFacts(ONNXDataType.dtype(tensor.elemType), nil)
    guard tensor.hasShape else { return facts }
    var extents: [SymbolicInteger?] = []
    for dimension in tensor.shape.dim {
      switch dimension.value {
      case .dimValue(let extent) where extent >= 0: extents.append(SymbolicInteger(Int(extent)))
      case .dimParam(let name): extents.append(inference.extent(named: name))
      default: extents.append(inference.freshSymbol())
      }
    }
    facts.extents = extents
    return facts
  }

  private mutating func addOutputs() throws(OnsetError) {
    for output in model.graph.output {
      guard let value = ids[output.name] else {
        throw OnsetError(
          .invalidFile, "the graph returns '\(output.name)', which nothing computes",
          fix: "export the model again")
      }
      outputs.append(value)
    }
  }
}
