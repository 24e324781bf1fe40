/// Reads the one Python dictionary that the header of a `.npy` file is.
struct NPYHeaderParser {
  private var rest: Substring

  init(_ text: String) { rest = text[...] }

  /// The three entries in any order, or `nil` where the text is anything else.
  mutating func dictionary() -> (descr: String, isColumnMajor: Bool, shape: [Int])? {
    var descr: String?
    var isColumnMajor: Bool?
    var shape: [Int]?
    guard accept("{") else { return nil }
    while !accept("}") {
      guard let key = string(), accept(":") else { return nil }
      switch key {
      case "descr" where descr == nil: descr = string()
      case "fortran_order" where isColumnMajor == nil:
        isColumnMajor = accept("True") ? true : accept("False") ? false : nil
        if isColumnMajor == nil { return nil }
      case "shape" where shape == nil: shape = tuple()
      default: return nil
      }
      if !accept(",") {
        guard accept("}") else { return nil }
        break
      }
    }
    skipSpace()
    guard rest.isEmpty, let descr, let isColumnMajor, let shape else { return nil }
    return (descr, isColumnMajor, shape)
  }

  private mutating func tuple() -> [Int]? {
    guard accept("(") else { return nil }
    var values: [Int] = []
    while !accept(")") {
      skipSpace()
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(digits.count)
      _ = accept("L")  // Python 2 wrote long integers so.
      guard let value = Int(digits) else { return nil }
      values.append(value)
      if !accept(",") {
        guard accept(")") else { return nil }
        break
      }
    }
    return values
  }

  private mutating func string() -> String? {
    skipSpace()
    guard let quote = rest.first, quote == "'" || quote == "\"" else { return nil }
    let body = rest.dropFirst().prefix { $0 != quote && $0 != "\\" }
    rest = rest.dropFirst(body.count + 1)
    guard rest.first == quote else { return nil }
    rest = rest.dropFirst()
    return String(body)
  }

  private mutating func accept(_ token: String) -> Bool {
    skipSpace()
    guard rest.hasPrefix(token) else { return false }
    rest = rest.dropFirst(token.count)
    return true
  }

  private mutating func skipSpace() {
    rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "\n" }
  }
}
