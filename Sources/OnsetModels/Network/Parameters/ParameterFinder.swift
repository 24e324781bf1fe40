import OnsetCore

/// Finds what every stored tensor is to the graph: a parameter with its uses, or a constant with a reason.
///
/// One walk in execution order follows each stored tensor through the operators that only move elements;
/// where one is consumed, a row of ``consume(_:_:position:view:)`` says as what. Names are asked only where
/// the graph cannot tell, such as whether a number is learned or part of a formula.
struct ParameterFinder {
  /// A stored tensor that could be a parameter.
  struct Candidate {
    /// Its value.
    var value: Network.ValueID
    /// Its name in the file.
    var name: String
    /// Its type, shape and, where read, elements.
    var constant: ConstantTensor
    /// Where it comes from.
    var origin: NamingHints.Origin
    /// Whether it is an initializer, and not inside a node.
    var isInitializer: Bool
  }

  /// The graph.
  let graph: GraphIndex
  /// The stored tensors that could be parameters.
  private(set) var candidates: [Candidate] = []
  /// What each candidate is used as.
  var drafts: [[UseDraft]] = []
  /// Views of the candidates.
  private(set) var tracker: ViewTracker
  /// Values computed from candidates by more than moving elements.
  private(set) var derived: Set<Network.ValueID> = []
  /// Values that a learned norm scale has multiplied.
  var scaledNorms: Set<Network.ValueID> = []

  /// Prepares to look for parameters in a built graph.
  init(_ builder: NetworkBuilder, hints: NamingHints) {
    graph = GraphIndex(builder)
    tracker = ViewTracker(facts: builder.facts)
    for (value, tensor) in builder.initializers {
      guard let constant = builder.values[value].constant else { continue }
      addCandidate(value, tensor.name, constant, hints.origin(of: tensor.name), isInitializer: true)
    }
    for node in builder.operators {
      if case .constant(let constant) = node.operation, let value = node.output(0) {
        addCandidate(value, graph.values[value].name, constant, .anonymous, isInitializer: false)
      }
    }
    drafts = Array(repeating: [], count: candidates.count)
  }

  private mutating func addCandidate(
    _ value: Network.ValueID, _ name: String, _ constant: ConstantTensor,
    _ origin: NamingHints.Origin, isInitializer: Bool
  ) {
    // A lone number of unknown origin belongs to a formula.
    guard constant.dtype.isFloatingPoint, origin != .anonymous || constant.shape.count > 1 else {
      return
    }
    if tracker.start(at: value, source: candidates.count) {
      candidates.append(
        Candidate(
          value: value, name: name, constant: constant, origin: origin,
          isInitializer: isInitializer))
    }
  }

  /// Walks the graph once and collects every use.
  mutating func collectUses() {
    for (index, node) in graph.operators.enumerated() {
      if tracker.follow(node) { continue }
      for position in node.inputs.indices {
        guard let view = tracker[node.inputs[position]] else { continue }
        consume(index, node, position: position, view: view)
      }
      deriveView(node)
    }
    recogniseUnrolledRecurrence()
    recognisePackedProjections()
    for index in drafts.indices {
      joinSlices(of: index)
      dropPreparations(of: index)
    }
  }

  /// Whether a value comes from stored tensors alone.
  func isStored(_ value: Network.ValueID?) -> Bool { value != nil && !graph.isActivation(value) }

  /// Carries a view through arithmetic on stored tensors alone, such as weight normalization.
  private mutating func deriveView(_ node: Operator) {
    guard let output = node.output(0), tracker[output] == nil, !graph.isActivation(output),
      graph.facts[output].dtype?.isFloatingPoint == true, !node.operation.isLookup,
      !node.operation.isLinear,
      let dimensions = tracker.dimensions(of: output)
    else { return }
    let views = node.inputs.compactMap { tracker[$0] }
    guard
      let view = views.first(where: { $0.dimensions == dimensions })
        ?? views.first(where: { $0.dimensions.count == dimensions.count })
    else { return }
    derived.insert(output)
    tracker.set(view, for: output)
  }

  // MARK: Drafts

  /// Adds a use of every stored tensor that a view is made of.
  ///
  /// - Parameters:
  ///   - labels: The meaning of each axis of the view.
  ///   - channelAxis: The view's axis that runs over the outputs of the linear operator `linear`.
  mutating func add(
    _ consumer: Network.OperatorID, _ position: Int, _ role: ParameterRole, _ view: TensorView,
    _ labels: [WeightLayout.Axis], linear: Network.OperatorID? = nil, channelAxis: Int? = nil,
    adjust: (inout WeightLayout) -> Void = { _ in },
    segments: (TensorView.Piece) -> [UseDraft.Segment] = { _ in [] }
  ) {
    for piece in view.pieces {
      let shape = candidates[piece.source].constant.shape
      var layout: WeightLayout
      var finalRole = role
      if let axes = storedAxes(of: piece, labels: labels, shape: shape) {
        layout = WeightLayout(axes: axes)
        adjust(&layout)
      } else {
        layout = WeightLayout(axes: Array(repeating: .feature, count: shape.rank))
        if layout.axes.count > 1, role == .kernel { finalRole = .unrecognized }
      }
      var draft = UseDraft(
        consumer: consumer, position: position, role: finalRole, layout: layout,
        region: region(of: piece, shape: shape), segments: segments(piece), linear: linear)
      if let channelAxis, piece.axes[channelAxis].count == 1,
        let factor = piece.axes[channelAxis].first, factor.step == 1, let axis = factor.storedAxis,
        axis == draft.packedAxis
      {
        draft.channels = piece.box[channelAxis]
        draft.firstChannel = piece.origin[axis]
      }
      append(draft, to: piece.source)
    }
  }

  private mutating func append(_ draft: UseDraft, to source: Int) {
    // Pieces of one tensor that the same input reads are one use, unless their roles differ.
    if let last = drafts[source].lastIndex(where: {
      $0.consumer == draft.consumer && $0.position == draft.position && $0.role == draft.role
    }) {
      drafts[source][last].merge(draft)
    } else {
      drafts[source].append(draft)
    }
  }

  /// The meaning of each stored axis, or `nil` when one would mean two things.
  private func storedAxes(
    of piece: TensorView.Piece, labels: [WeightLayout.Axis], shape: Shape
  ) -> [WeightLayout.Axis]? {
    guard labels.count == piece.axes.count else { return nil }
    var axes = [WeightLayout.Axis?](repeating: nil, count: shape.rank)
    for (label, factors) in zip(labels, piece.axes) {
      for axis in factors.compactMap(\.storedAxis) {
        guard axes[axis] == nil || axes[axis] == label else { return nil }
        axes[axis] = label
      }
    }
    let first = axes.firstIndex { $0 != nil } ?? shape.rank
    if labels.allSatisfy({ $0 == .feature }) {
      // Of a vector with axes of extent 1 around it, only the long axis counts features.
      let isScalar = shape.count == 1
      return shape.dimensions.map { $0 == 1 && !isScalar ? .stack : .feature }
    }
    return axes.enumerated().map { axis, label in
      label ?? (axis < first || shape[axis] > 1 ? .stack : .window)
    }
  }

  private func region(of piece: TensorView.Piece, shape: Shape) -> [Range<Int>] {
    (0..<shape.rank).map { axis in
      let runs = piece.runs(along: axis)
      guard let first = runs.first, let last = runs.last else { return 0..<shape[axis] }
      return (first.lowerBound..<last.upperBound).clamped(to: 0..<shape[axis])
    }
  }

  /// Arithmetic on stored tensors alone, such as the norm of a normalized weight, is no use of its own
  /// where the result has one.
  private mutating func dropPreparations(of source: Int) {
    let isWeak = drafts[source].map { draft in
      (draft.role == .scalar || draft.role == .unrecognized)
        && !graph.isActivation(graph.operators[draft.consumer].output(0))
    }
    guard isWeak.contains(false) else { return }
    drafts[source] = zip(drafts[source], isWeak).filter { !$0.1 }.map(\.0)
  }

  /// Uses that each read a slice of one tensor make it a packed one: `q`, `k` and `v` by themselves.
  private mutating func joinSlices(of source: Int) {
    let shape = candidates[source].constant.shape
    let kernels = drafts[source].indices.filter {
      drafts[source][$0].role == .kernel || drafts[source][$0].role == .bias
    }
    guard kernels.count > 1, let first = kernels.first, let axis = drafts[source][first].packedAxis,
      kernels.allSatisfy({ drafts[source][$0].layout == drafts[source][first].layout })
    else { return }
    var slices: [Range<Int>: String] = [:]
    for index in kernels {
      let draft = drafts[source][index]
      let label = draft.segments.count == 1 ? draft.segments[0].name : ""
      if slices[draft.region[axis], default: ""].isEmpty { slices[draft.region[axis]] = label }
    }
    let sorted = slices.sorted { $0.key.lowerBound < $1.key.lowerBound }
    guard sorted.count > 1, sorted.first?.key.lowerBound == 0,
      sorted.last?.key.upperBound == shape[axis],
      zip(sorted, sorted.dropFirst()).allSatisfy({ $0.key.upperBound == $1.key.lowerBound })
    else { return }
    let segments = sorted.enumerated().map { index, slice in
      UseDraft.Segment(name: slice.value.isEmpty ? "\(index)" : slice.value, range: slice.key)
    }
    for index in kernels { drafts[source][index].packed = segments }
  }
}
