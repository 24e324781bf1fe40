import OnsetCore
import SwiftProtobuf

extension NetworkBuilder {
  /// Adds the operators in execution order, and the values that they compute.
  mutating func addOperators(_ nodes: [FlatNode]) throws(OnsetError) {
    for flat in nodes {
      for name in flat.node.output where !name.isEmpty {
        do {
          try add(Value(name: name))
        } catch {
          throw error.within(flat.name)
        }
      }
    }
    let order = try executionOrder(of: nodes)
    for index in order {
      let node = try makeOperator(nodes[index])
      for output in node.outputs.compactMap({ $0 }) { values[output].producer = operators.count }
      operators.append(node)
      origins.append(nodes[index])
    }
  }

  private func executionOrder(of nodes: [FlatNode]) throws(OnsetError) -> [Int] {
    var producers: [String: Int] = [:]
    for (index, flat) in nodes.enumerated() {
      for output in flat.node.output where !output.isEmpty { producers[output] = index }
    }
    let needs = nodes.map { flat in
      (flat.node.input + flat.capturedNames).compactMap { producers[$0] }
    }
    return try ExecutionOrder.order(producers: needs, names: nodes.map(\.name))
  }

  private mutating func makeOperator(_ flat: FlatNode) throws(OnsetError) -> Operator {
    let node = flat.node
    let attributes = try NodeAttributes(node, opset: flat.opset, place: flat.name)
    var decoded = try OperatorTable.operation(
      domain: node.domain, type: node.opType, attributes: attributes)
    if case .constant(var constant) = decoded.operation, case .stored = constant.elements {
      // A large tensor inside a node is found again by the name of the node's result.
      constant.elements = .stored(initializer: node.output.first ?? "")
      decoded.operation = .constant(constant)
    }
    var inputs: [Network.ValueID?] = []
    for name in node.input { inputs.append(try value(of: name, readBy: flat)) }
    if let order = decoded.inputOrder {
      inputs = order.map { $0.flatMap { $0 < inputs.count ? inputs[$0] : nil } }
    }
    for (position, constant) in decoded.constantInputs.sorted(by: { $0.key < $1.key }) {
      while inputs.count <= position { inputs.append(nil) }
      var facts = ValueFacts()
      if let elements = FoldedTensor(constant) { facts = ValueFacts(elements) }
      inputs[position] = try add(
        Value(name: "\(flat.name)/input_\(position)", constant: constant), facts: facts)
    }
    guard
      inputs.prefix(decoded.operation.requiredInputs).compactMap({ $0 }).count
        == decoded.operation.requiredInputs
    else {
      throw OnsetError(
        .invalidFile,
        "a \(node.opType) needs \(decoded.operation.requiredInputs) inputs and has \(node.input.count)",
        at: flat.name, fix: "export the model again")
    }
    if case .unknown = decoded.operation {
      // Bodies of control flow read values that are not listed as inputs.
      inputs += flat.capturedNames.compactMap { ids[$0] }
    }
    let outputs = node.output.map { $0.isEmpty ? nil : ids[$0] }
    return Operator(
      name: flat.name, operation: decoded.operation, inputs: inputs, outputs: outputs,
      module: ModulePath.of(flat))
  }

  private func value(
    of name: String, readBy flat: FlatNode
  ) throws(OnsetError) -> Network.ValueID? {
    if name.isEmpty { return nil }
    guard let id = ids[name] else {
      throw OnsetError(
        .invalidFile, "it reads '\(name)', which is neither stored nor computed in the graph",
        at: flat.name, fix: "export the model again")
    }
    return id
  }

  // MARK: Shapes

  /// Finds every value's type and shape, and folds shape arithmetic.
  mutating func inferShapes() throws(OnsetError) {
    var declared: [Network.ValueID: ValueFacts] = [:]
    for info in model.graph.valueInfo + model.graph.output {
      if let id = ids[info.name] { declared[id] = declaredFacts(info) }
    }
    for index in operators.indices {
      let node = operators[index]
      let known = node.inputs.map { $0.map { facts[$0] } }
      let results = try inference.outputs(of: node, inputs: known)
      for (output, result) in zip(node.outputs, results) {
        guard let output else { continue }
        facts[output] = declared[output].map { result.completed(by: $0) } ?? result
      }
      completeHiddenSize(index)
      refuseFlatteningSoftmax(index)
    }
    for index in values.indices { writeFacts(to: index) }
  }

  /// A recurrent layer may leave its hidden size out; the recurrent weight tells it.
  private mutating func completeHiddenSize(_ index: Int) {
    guard case .recurrent(var attributes) = operators[index].operation, attributes.hiddenSize == 0,
      let recurrent = operators[index].input(2), let hidden = facts[recurrent].extent(2)?.known
    else { return }
    attributes.hiddenSize = hidden
    operators[index].operation = .recurrent(attributes)
  }

  /// Before opset 13 a softmax runs over all axes from the given one on, taken as one: the same only where
  /// the others have extent 1.
  private mutating func refuseFlatteningSoftmax(_ index: Int) {
    guard case .softmax(let axis, _) = operators[index].operation, origins[index].opset < 13,
      let input = operators[index].input(0), let extents = facts[input].extents,
      let axis = IndexArithmetic.axis(axis, rank: extents.count),
      !extents[(axis + 1)...].allSatisfy({ $0?.known == 1 })
    else { return }
    operators[index].operation = .unknown(domain: "", type: origins[index].node.opType)
  }

  private mutating func writeFacts(to index: Int) {
    let found = facts[index]
    values[index].dtype = found.dtype
    values[index].dimensions = found.extents?.map { extent in
      extent?.known.flatMap { $0 >= 0 ? $0 : nil }
    }
    if let constant = found.elements?.constant { values[index].constant = constant }
  }
}
