//! A TypeScript type in one spelling, whoever printed it: no comments, no `readonly`,
//! members with commas, unions sorted, arrays as `T[]`.

/// The canonical spelling.
pub(crate) fn canonical(text: &str) -> String {
    let tokens = tokens(text);
    let mut parser = Parser { tokens, next: 0 };
    let ty = parser.union();
    assert_eq!(parser.next, parser.tokens.len(), "left over in {text}");
    ty
}

fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let len = if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment[comment.find("*/").unwrap() + 2..].trim_start();
            continue;
        } else if first == '"' {
            rest[1..].find('"').unwrap() + 2
        } else if is_word(first) {
            rest.find(|letter| !is_word(letter)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (token, tail) = rest.split_at(len);
        if token != "readonly" {
            tokens.push(token.to_owned());
        }
        rest = tail.trim_start();
    }
    tokens
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '$'
}

struct Parser {
    tokens: Vec<String>,
    next: usize,
}

impl Parser {
    fn peek(&self) -> &str {
        self.tokens.get(self.next).map_or("", String::as_str)
    }

    fn take(&mut self) -> String {
        self.next += 1;
        self.tokens[self.next - 1].clone()
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.peek() == token;
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, token: &str) {
        assert!(self.eat(token), "{token} expected, got {}", self.peek());
    }

    fn union(&mut self) -> String {
        self.eat("|");
        let mut parts = vec![self.postfix()];
        while self.eat("|") {
            parts.push(self.postfix());
        }
        parts.sort();
        parts.dedup();
        match parts.as_slice() {
            [only] => only.clone(),
            parts => format!("({})", parts.join("|")),
        }
    }

    fn postfix(&mut self) -> String {
        let mut ty = self.primary();
        while self.eat("[") {
            self.expect("]");
            ty.push_str("[]");
        }
        ty
    }

    fn primary(&mut self) -> String {
        if self.eat("(") {
            let ty = self.union();
            self.expect(")");
            return ty;
        }
        if self.eat("[") {
            let mut parts = Vec::new();
            while !self.eat("]") {
                parts.push(self.union());
                self.eat(",");
            }
            return format!("[{}]", parts.join(","));
        }
        if self.eat("{") {
            return self.object();
        }
        let name = self.take();
        if !self.eat("<") {
            return name;
        }
        let argument = self.union();
        self.expect(">");
        if name == "Array" {
            format!("{argument}[]")
        } else {
            format!("{name}<{argument}>")
        }
    }

    fn object(&mut self) -> String {
        let mut members = String::new();
        while !self.eat("}") {
            if self.eat("[") {
                // `[key: string]` or `[key in string]`.
                self.take();
                self.take();
                let key = self.take();
                self.expect("]");
                self.expect(":");
                members.push_str(&format!("[{key}]:{}", self.union()));
            } else {
                let name = self.take();
                let name = name.trim_matches('"');
                let optional = if self.eat("?") { "?" } else { "" };
                self.expect(":");
                members.push_str(&format!("{name}{optional}:{}", self.union()));
            }
            let _ = self.eat(",") || self.eat(";");
            members.push(',');
        }
        format!("{{{members}}}")
    }
}
