/// One pass from values back to variables, in order of decreasing depth.
struct BackwardPass {
  /// Nodes between the values and the variables, causes first, with what has arrived at each.
  private var nodes: [TapeNode] = []
  private var arrived: [Tensor?]
  private var places: [ObjectIdentifier: Int] = [:]
  private var leads: [Bool]
  private let leaves: Set<ObjectIdentifier>
  private var found: [ObjectIdentifier: Tensor] = [:]
  /// Whether values depend on variables other than the pass's own.
  private(set) var isRecorded = false

  init(from outputs: [Tensor], to variables: [Tensor]) {
    let leaves = Set(variables.compactMap { $0.node.map(ObjectIdentifier.init) })
    self.leaves = leaves
    var pending = outputs.compactMap(\.node)
    var seen = Set<ObjectIdentifier>()
    while let node = pending.popLast() {
      guard seen.insert(ObjectIdentifier(node)).inserted else { continue }
      nodes.append(node)
      let isOwn = leaves.contains(ObjectIdentifier(node))
      let before = node.inputs.compactMap(\.node)
      // Own variables that came from elsewhere, and the variables of others, belong to outer calls.
      if isOwn != before.isEmpty { isRecorded = true }
      if !isOwn { pending.append(contentsOf: before) }
    }
    nodes.sort { $0.order < $1.order }
    arrived = [Tensor?](repeating: nil, count: nodes.count)
    leads = [Bool](repeating: false, count: nodes.count)
    for (place, node) in nodes.enumerated() {
      places[ObjectIdentifier(node)] = place
      leads[place] =
        leaves.contains(ObjectIdentifier(node))
        || node.inputs.contains { input in
          input.node.flatMap { places[ObjectIdentifier($0)] }.map { leads[$0] } ?? false
        }
    }
  }

  mutating func add(_ cotangent: Tensor, at node: TapeNode) throws {
    guard let place = places[ObjectIdentifier(node)], leads[place] else { return }
    // Taken out first, so that the sum may be made in place.
    let before = arrived[place]
    arrived[place] = nil
    switch consume before {
    case .some(let sum): arrived[place] = try sum.adding(cotangent)
    case .none: arrived[place] = cotangent
    }
  }

  mutating func run() throws {
    while let node = nodes.popLast() {
      let place = nodes.count
      guard let cotangent = arrived.popLast() ?? nil else { continue }
      if leaves.contains(ObjectIdentifier(node)) {
        found[ObjectIdentifier(node)] = cotangent
      } else if leads[place], let rule = node.rule {
        try carry(cotangent, through: node, by: rule)
      }
    }
  }

  private mutating func carry(
    _ cotangent: Tensor, through node: TapeNode, by rule: BackwardRule
  ) throws {
    let wanted = node.inputs.map { input in
      input.node.flatMap { places[ObjectIdentifier($0)] }.map { leads[$0] } ?? false
    }
    var output = node.output
    if isRecorded { output.node = node }
    let context = BackwardContext(
      inputs: isRecorded ? node.inputs : node.inputs.map(\.detached), output: output,
      cotangent: cotangent, wanted: wanted)
    for (index, result) in try rule(context).enumerated() where wanted[index] {
      if let result, let source = node.inputs[index].node { try add(result, at: source) }
    }
  }

  func cotangents(of variables: [Tensor]) -> [Tensor?] {
    variables.map { $0.node.flatMap { found[ObjectIdentifier($0)] } }
  }
}
