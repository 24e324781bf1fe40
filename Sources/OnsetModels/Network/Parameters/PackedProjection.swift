import OnsetCore

/// Follows the output channels of a projection to the products of attention.
///
/// However the channels are split (`Split`, `Slice`, or `Reshape` with `Transpose` and `Gather`), those that
/// end as the left factor of a product under a softmax are queries, as the right factor keys, and as the
/// right factor of a product with a softmax values.
struct PackedProjection {
  private let graph: GraphIndex
  private let linear: Network.OperatorID

  /// Looks at the projection that an operator computes.
  init(_ graph: GraphIndex, _ linear: Network.OperatorID) {
    self.graph = graph
    self.linear = linear
  }

  /// The named blocks of the output channels in order, empty where attention uses none of them.
  func blocks() -> [UseDraft.Segment] {
    guard let output = graph.operators[linear].output(0), let rank = graph.facts[output].rank else {
      return []
    }
    let axis =
      switch graph.operators[linear].operation {
      case .convolution, .transposedConvolution: 1
      default: rank - 1
      }
    var tracker = ViewTracker(facts: graph.facts)
    guard rank > axis, axis >= 0, tracker.start(at: output, source: 0),
      let extent = tracker[output]?.dimensions[axis]
    else { return [] }
    let uses = sinks(from: output, axis: axis, &tracker)
      .sorted { $0.range.lowerBound < $1.range.lowerBound }
    let blocks = uses.isEmpty ? [] : filled(uses, extent: extent)
    // One role for a part of the channels says nothing about the others.
    return Set(uses.map(\.name)).count > 1 || blocks.count == 1 ? blocks : []
  }

  /// Every place where attention uses some of the channels.
  private func sinks(
    from output: Network.ValueID, axis: Int, _ tracker: inout ViewTracker
  ) -> [UseDraft.Segment] {
    var uses: Set<UseDraft.Segment> = []
    var closed: Set<Network.ValueID> = []
    var pending = Set(graph.consumers[output])
    var steps = 0
    while let index = pending.min(), steps < 512 {
      pending.remove(index)
      steps += 1
      let node = graph.operators[index]
      for position in node.inputs.indices {
        guard let view = tracker[node.inputs[position]],
          let name = role(of: node, position: position)
        else { continue }
        for run in view.pieces.flatMap({ $0.runs(along: axis) }) {
          uses.insert(UseDraft.Segment(name: name, range: run))
        }
      }
      guard tracker.follow(node) || passes(node, &tracker, &closed) else { continue }
      for value in node.outputs.compactMap({ $0 }) { pending.formUnion(graph.consumers[value]) }
    }
    return Array(uses)
  }

  /// The role of an operand of an attention product.
  private func role(of node: Operator, position: Int) -> String? {
    if case .attention = node.operation { return position < 3 ? ["q", "k", "v"][position] : nil }
    guard node.operation.isLinear, position < 2, let output = node.output(0),
      isComputed(node.input(1 - position))
    else { return nil }
    if graph.reachesSoftmax(output) { return position == 0 ? "q" : "k" }
    if graph.comesFromSoftmax(node.input(1 - position)) { return "v" }
    return nil
  }

  /// Whether an operand is no stored kernel: fed, or projected from learned queries.
  private func isComputed(_ value: Network.ValueID?) -> Bool {
    guard !graph.isActivation(value) else { return true }
    guard let producer = graph.producer(of: graph.origin(of: value)) else { return false }
    let node = graph.operators[producer]
    return node.operation.isLinear || node.operation.isElementwise
  }

  /// Whether an operator computes from these channels alone, and where that keeps them in their places.
  ///
  /// A sum with another value, such as a residual, ends the search; rotary embeddings add two views of the
  /// same channels, and norms that are spelled out multiply them by their own statistics.
  private func passes(
    _ node: Operator, _ tracker: inout ViewTracker, _ closed: inout Set<Network.ValueID>
  ) -> Bool {
    guard !node.operation.isLinear, let output = node.output(0) else { return false }
    if case .softmax = node.operation { return false }
    let isClosed = node.inputs.compactMap { $0 }.allSatisfy {
      tracker[$0] != nil || closed.contains($0) || !graph.isActivation($0)
    }
    guard isClosed else { return false }
    closed.formUnion(node.outputs.compactMap { $0 })
    switch node.operation {
    case .unary, .binary, .clip, .layerNormalization, .rmsNormalization, .lpNormalization:
      let dimensions = tracker.dimensions(of: output)
      let views = node.inputs.compactMap { tracker[$0] }
      tracker.set(views.first { $0.dimensions == dimensions }, for: output)
    default: break
    }
    return true
  }

  /// The blocks with gaps named too, or nothing where blocks overlap.
  private func filled(_ uses: [UseDraft.Segment], extent: Int) -> [UseDraft.Segment] {
    var blocks: [UseDraft.Segment] = []
    var end = 0
    for use in uses {
      if use.range.lowerBound < end {
        // The same keys and values seen twice, as with several query groups, are one block.
        guard let last = blocks.last, last.name == use.name else { return [] }
        let joined = last.range.lowerBound..<max(end, use.range.upperBound)
        blocks[blocks.count - 1].range = joined
      } else {
        if use.range.lowerBound > end {
          blocks.append(UseDraft.Segment(name: "rest", range: end..<use.range.lowerBound))
        }
        blocks.append(use)
      }
      end = max(end, use.range.upperBound)
    }
    if end < extent { blocks.append(UseDraft.Segment(name: "rest", range: end..<extent)) }
    return blocks
  }
}
