/// Sentences that many rows of a table share: each row shows a number, each sentence stands once below.
struct Footnotes {
  private var sentences: [String] = []
  private var numbers: [String: Int] = [:]

  /// The mark for a sentence, numbered in the order of first use.
  mutating func mark(for sentence: String) -> String {
    let number = numbers[sentence] ?? sentences.count + 1
    if number > sentences.count {
      sentences.append(sentence)
      numbers[sentence] = number
    }
    return "[\(number)]"
  }

  /// The sentences with their numbers, wrapped to a width.
  func lines(width: Int) -> [String] {
    sentences.enumerated().flatMap { index, sentence in
      let label = "[\(index + 1)]"
      let margin = String(repeating: " ", count: max(0, 5 - label.count)) + label + " "
      let blank = String(repeating: " ", count: margin.count)
      return TextTable.wrapped(sentence, to: width - margin.count).enumerated()
        .map { ($0 == 0 ? margin : blank) + $1 }
    }
  }
}
