import OnsetRandom

/// What a draw has to give, element by element.
struct ReferenceDraw {
  let draw: Draw

  /// The element at an index of a sequence of words, and, for pairs, its partner's word.
  func element(at index: Int, _ word: (Int) -> UInt32) -> Float {
    switch draw.distribution {
    case .words: return Float(bitPattern: word(index))
    case .uniform:
      return ReferenceTransforms.uniform(
        word(index), scale: draw.scale, shift: draw.shift, limits: draw.limits)
    case .normal:
      // Rows of 16 elements: 0 with 1 and 2 with 3 share a pair of words.
      let first = index / 16 % 2 == 0 ? index : index - 16
      let pair = ReferenceTransforms.normalPair(word(first), word(first + 16))
      return (first == index ? pair.first : pair.second) * draw.scale + draw.shift
    case .truncatedNormal:
      let z = ReferenceTransforms.truncatedNormal(
        word(index), below: draw.tailBelow, above: draw.tailAbove, mass: draw.mass,
        middle: draw.middle)
      return ReferenceTransforms.limited(z * draw.scale + draw.shift, to: draw.limits)
    case .sign: return word(index) >> 31 == 0 ? draw.scale : -draw.scale
    }
  }
}
