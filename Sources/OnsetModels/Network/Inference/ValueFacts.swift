import OnsetCore

/// What is known of a value before the model runs.
struct ValueFacts: Hashable, Sendable {
  /// The type of the elements.
  var dtype: DType?
  /// The extents, as far as they are known; `nil` as a whole where the rank is unknown.
  var extents: [SymbolicInteger?]?
  /// The elements, where shape arithmetic needs them.
  var elements: FoldedTensor?
  /// The members, where the value is a sequence of tensors.
  var sequence: [ValueFacts]?
  /// Whether the elements depend on what is fed to the model, and not only on shapes and stored tensors.
  var dependsOnInput = false

  /// Nothing known.
  init() {}

  /// A tensor of a type and shape.
  init(_ dtype: DType?, _ extents: [SymbolicInteger?]?) {
    self.dtype = dtype
    self.extents = extents
  }

  /// A tensor with known elements.
  init(_ elements: FoldedTensor) {
    dtype = elements.dtype
    extents = elements.dimensions.map { SymbolicInteger($0) }
    self.elements = elements
  }

  /// The extents, when all are known.
  var dimensions: [Int]? {
    guard let extents else { return nil }
    let known = extents.compactMap { $0?.known }
    return known.count == extents.count ? known : nil
  }

  /// The number of axes, when known.
  var rank: Int? { extents?.count }

  /// The extent along one axis counted from the front or the back, when known.
  func extent(_ axis: Int) -> SymbolicInteger? {
    guard let extents, let axis = IndexArithmetic.axis(axis, rank: extents.count) else {
      return nil
    }
    return extents[axis]
  }

  /// The facts with gaps filled from what the file declares.
  func completed(by declared: ValueFacts) -> ValueFacts {
    var facts = self
    if facts.dtype == nil { facts.dtype = declared.dtype }
    guard facts.sequence == nil, let theirs = declared.extents else { return facts }
    guard let mine = facts.extents else {
      facts.extents = theirs
      return facts
    }
    guard mine.count == theirs.count else { return facts }
    facts.extents = zip(mine, theirs).map { mine, theirs in
      guard let mine else { return theirs }
      return mine.known == nil && theirs?.known != nil ? theirs : mine
    }
    return facts
  }
}
