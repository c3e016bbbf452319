/** What a contract says of its signal. */
export interface Quantity {
  readonly unit: string;
  readonly icon: string;
}

const formats = [0, 1].map(
  (digits) => new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }),
);

/** A number for people. */
export function print(value: number, digits: 0 | 1 = 1): string {
  return formats[digits]!.format(value).replace("-", "−");
}

interface ReadingProps {
  label: string;
  /** Whose unit and icon it has. */
  quantity: Quantity;
  /** The number; nothing as long as there is none. */
  value: number | undefined;
  digits?: 0 | 1;
  /** To be read from the other end of the room. */
  large?: boolean;
  /** What tests find the number by. */
  testId?: string;
}

/** A number with its unit and icon: an entry of a description list. */
export function Reading({ label, quantity, value, digits = 1, large = false, testId }: ReadingProps) {
  return (
    <div className={large ? "reading large" : "reading"}>
      <dt>{label}</dt>
      <dd>
        <span className="number" data-empty={value === undefined || undefined} data-testid={testId}>
          {value === undefined ? "–" : print(value, digits)}
        </span>
        <span className="unit">{quantity.unit}</span>
        <span className="icon" aria-hidden="true">
          {quantity.icon}
        </span>
      </dd>
    </div>
  );
}
