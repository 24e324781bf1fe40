/// A stretch of consecutive elements that belong to one packed part.
struct PackedRun {
  /// The index of the part.
  let part: Int
  /// The elements, as indices into the whole weight.
  let range: Range<Int>
  /// The first element's index within the part, seen as a weight of its own.
  let indexInPart: Int
}
