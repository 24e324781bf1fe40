/// A small square matrix over listed sites, row-major.
struct SquareMatrix {
  var elements: [Double]
  let count: Int

  init(_ elements: [Double], count: Int) {
    self.elements = elements
    self.count = count
  }

  init(repeating value: Double, count: Int) {
    self.init([Double](repeating: value, count: count * count), count: count)
  }

  subscript(row: Int, column: Int) -> Double { elements[row * count + column] }

  /// Rows and columns with their average over each block of `blocks` neighbours removed.
  func centred(blocks size: Int) -> SquareMatrix {
    var result = self
    for row in 0..<count {
      for start in stride(from: 0, to: count, by: size) {
        let range = (row * count + start)..<(row * count + start + size)
        let average = result.elements[range].reduce(0, +) / Double(size)
        for index in range { result.elements[index] -= average }
      }
    }
    for column in 0..<count {
      for start in stride(from: 0, to: count, by: size) {
        var sum = 0.0
        for row in start..<(start + size) { sum += result.elements[row * count + column] }
        for row in start..<(start + size) {
          result.elements[row * count + column] -= sum / Double(size)
        }
      }
    }
    return result
  }
}
