import ts from 'typescript';

/** One fault that could be planted in a source: the characters `from` to `to` replaced by `text`. */
export interface Mutant {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** What is changed, as a reader would say it: `<` → `<=`. */
  readonly what: string;
}

const { SyntaxKind: Kind } = ts;

/** Operators that a slip of the pen confuses. */
const CONFUSED: Partial<Record<ts.SyntaxKind, readonly string[]>> = {
  [Kind.LessThanToken]: ['<=', '>'],
  [Kind.LessThanEqualsToken]: ['<', '>='],
  [Kind.GreaterThanToken]: ['>=', '<'],
  [Kind.GreaterThanEqualsToken]: ['>', '<='],
  [Kind.EqualsEqualsEqualsToken]: ['!=='],
  [Kind.ExclamationEqualsEqualsToken]: ['==='],
  [Kind.AmpersandAmpersandToken]: ['||'],
  [Kind.BarBarToken]: ['&&'],
  [Kind.PlusToken]: ['-'],
  [Kind.MinusToken]: ['+'],
  [Kind.AsteriskToken]: ['/'],
  [Kind.SlashToken]: ['*'],
  [Kind.PlusEqualsToken]: ['-='],
  [Kind.MinusEqualsToken]: ['+='],
};
const TWINS: Readonly<Record<string, string>> = { min: 'max', max: 'min', floor: 'ceil', ceil: 'floor', some: 'every', every: 'some' };

/** Every fault of these kinds that a source has room for, in order: confused operators, turned conditions, acts left out or not awaited, bounds off by one. */
export function mutantsOf(file: string, source: string): Mutant[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found: Mutant[] = [];
  const plant = (node: ts.Node, text: string, what: string): void => {
    const from = node.getStart(tree);
    found.push({ file, line: tree.getLineAndCharacterOfPosition(from).line + 1, from, to: node.end, text, what });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isImportDeclaration(node)) return;
    if (ts.isBinaryExpression(node)) {
      const texts = isText(node.left) || isText(node.right);
      const choices = CONFUSED[node.operatorToken.kind] ?? [];
      if (!texts || node.operatorToken.kind !== Kind.PlusToken) for (const other of choices) plant(node.operatorToken, other, `${node.operatorToken.getText(tree)} → ${other}`);
    }
    if (ts.isIfStatement(node) || ts.isWhileStatement(node)) plant(node.expression, `!(${node.expression.getText(tree)})`, 'condition turned round');
    if (ts.isConditionalExpression(node)) plant(node.condition, `!(${node.condition.getText(tree)})`, 'condition turned round');
    if (ts.isNumericLiteral(node) && (node.text === '0' || node.text === '1')) plant(node, node.text === '0' ? '1' : '0', `${node.text} → ${node.text === '0' ? '1' : '0'}`);
    if (ts.isPropertyAccessExpression(node)) {
      const twin = TWINS[node.name.text];
      if (twin) plant(node.name, twin, `${node.name.text} → ${twin}`);
    }
    if (ts.isExpressionStatement(node) && isAct(node.expression)) plant(node, ';', `left out: ${brief(node.getText(tree))}`);
    if (ts.isAwaitExpression(node) && ts.isExpressionStatement(node.parent)) plant(node, `void ${node.expression.getText(tree)}`, `not awaited: ${brief(node.getText(tree))}`);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** The source with the fault planted. */
export function planted(source: string, { from, to, text }: Mutant): string {
  return source.slice(0, from) + text + source.slice(to);
}

function isText(node: ts.Expression): boolean {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

/** Whether leaving it out leaves out an act: a call, an assignment, something awaited. Calls of `super` make the object. */
function isAct(node: ts.Expression): boolean {
  if (ts.isAwaitExpression(node)) return isAct(node.expression);
  if (ts.isVoidExpression(node)) return isAct(node.expression);
  if (ts.isCallExpression(node)) return node.expression.kind !== Kind.SuperKeyword;
  return ts.isBinaryExpression(node) && node.operatorToken.kind >= Kind.FirstAssignment && node.operatorToken.kind <= Kind.LastAssignment;
}

function brief(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= 60 ? line : `${line.slice(0, 59)}…`;
}
