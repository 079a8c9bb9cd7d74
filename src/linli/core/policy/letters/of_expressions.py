"""What can be wrong with an expression."""

from __future__ import annotations

OF_EXPRESSIONS: dict[str, tuple[str, str, str, str]] = {
    "expression.empty": (
        "表达式为空。",
        "The expression is empty.",
        "请写明成立的条件，例如 built_on <= :built_before。",
        "Write the condition, such as built_on <= :built_before.",
    ),
    "expression.too-long": (
        "表达式有 {value} 个字符，超过上限 {limit} 个。",
        "The expression has {value} characters; the limit is {limit}.",
        "请把其中一部分写成另一条规则，再按规则编号引用。",
        "Move a part into a rule of its own and refer to it by its id.",
    ),
    "expression.too-large": (
        "表达式过大：最多 {nodes} 个组成部分、{depth} 层嵌套。",
        "The expression is too large: at most {nodes} parts, nested {depth} deep.",
        "请把其中一部分写成另一条规则，再按规则编号引用。",
        "Move a part into a rule of its own and refer to it by its id.",
    ),
    "expression.whole-too-large": (
        "规则“{value}”连同它引用的规则过大：最多 {nodes} 个组成部分、{depth} 层嵌套。",
        "Rule “{value}” with the rules that it uses exceeds {nodes} parts, nested {depth} deep.",
        "请减少引用的层次，同一规则不要反复引用。",
        "Refer through fewer rules, and to each of them only once.",
    ),
    "expression.character": (
        "表达式中不能使用字符“{value}”（{name}）。",
        "The character “{value}” ({name}) cannot be used in an expression.",
        "{hint}",
        "{hint}",
    ),
    "expression.comment": (
        "表达式中不能写注释。",
        "An expression cannot hold a comment.",
        "请把说明写在 TOML 的 # 注释里。",
        "Write remarks as # comments of the TOML file.",
    ),
    "expression.unreadable": (
        "表达式无法读懂，问题出在“{value}”附近。",
        "The expression cannot be read; the trouble is near “{value}”.",
        "请检查括号、引号和 AND、OR、NOT；数字不加千分位逗号。",
        "Check brackets, quotes and AND, OR, NOT; write numbers without thousands commas.",
    ),
    "expression.not-allowed": (
        "表达式中不能使用 {value}。",
        "{value} cannot be used in an expression.",
        "可用 AND、OR、NOT、比较、IN、BETWEEN、加减乘、ROUND、INTERVAL，以及事实、:参数和规则。",
        "Use AND, OR, NOT, comparisons, IN, BETWEEN, +, -, *, ROUND, INTERVAL and names.",
    ),
    "expression.division": (
        "表达式中不能使用除法。",
        "An expression cannot divide.",
        "请改写成乘法，例如把 a / b >= :share 写成 a >= :share * b。",
        "Multiply instead: write a >= :share * b for a / b >= :share.",
    ),
    "expression.is-null": (
        "表达式中不能使用 IS：未知由系统自行处理。",
        "IS cannot be used in an expression: unknowns take care of themselves.",
        "请直接写条件；缺少的事实会使结果为“待核”，并列出所缺事项。",
        "Write the condition alone; a missing fact makes the answer unknown and is listed.",
    ),
    "expression.chained": (
        "不能连写比较：{value}。",
        "Comparisons cannot be chained: {value}.",
        "请用 AND 分成两个比较，或者用 BETWEEN。",
        "Split it into two comparisons with AND, or use BETWEEN.",
    ),
    "expression.number": (
        "数字“{value}”的写法不对。",
        "The number “{value}” is not written plainly.",
        "请写成普通十进制数，整数部分最多 15 位，小数最多 6 位。",
        "Write a plain decimal number: at most 15 digits, then at most 6 decimals.",
    ),
    "expression.date": (
        "“{value}”不是日期。",
        "“{value}” is not a date.",
        "请写成 DATE '2000-12-31' 的形式。",
        "Write it as DATE '2000-12-31'.",
    ),
    "expression.in": (
        "IN 后面的括号里只能列出数字、文字或日期，且不能为空。",
        "IN takes a list of numbers, texts or dates that is not empty.",
        "请逐一列出各值，例如 tenure_kind IN ('public', 'private')。",
        "List the values, as in tenure_kind IN ('public', 'private').",
    ),
    "expression.unknown-name": (
        "没有名为“{value}”的事实或规则。",
        "There is no fact or rule called “{value}”.",
        "{hint}请查对 facts.toml 和 rules/ 中的名称。",
        "{hint}Check the names in facts.toml and rules/.",
    ),
    "expression.unknown-parameter": (
        "没有名为“:{value}”的参数。",
        "There is no parameter called “:{value}”.",
        "{hint}请查对 parameters.toml 中的名称。",
        "{hint}Check the names in parameters.toml.",
    ),
    "expression.other-subject": (
        "“{value}”说的是{other}，而本规则说的是{own}。",
        "“{value}” is about a {other}, but this rule is about a {own}.",
        "请改用同一对象的事实或规则。",
        "Use a fact or rule about the same subject.",
    ),
    "expression.kinds": (
        "类型不合：{value}（{left}与{right}）。",
        "The types do not fit: {value} ({left} with {right}).",
        "金额只与金额比较；比例乘金额得金额；日期只与日期比较；是否类事实直接写名称。",
        "Compare money with money, dates with dates; write a yes/no fact by its name alone.",
    ),
    "expression.not-yes-no": (
        "“{value}”是{kind}，此处需要能判断是或否的条件。",
        "“{value}” is {kind}; a condition that is true or false is needed here.",
        "请写成比较，例如 {value} >= :minimum。",
        "Make it a comparison, such as {value} >= :minimum.",
    ),
    "expression.wanted": (
        "“{value}”是{kind}，此处需要{wanted}。",
        "“{value}” is {kind}; {wanted} is needed here.",
        "请改正表达式，或者改正规则声明的类型。",
        "Correct the expression, or the type that the rule declares.",
    ),
    "expression.units": (
        "单位不合：{value}（{units}）。",
        "The units do not fit: {value} ({units}).",
        "只有同一单位的数才能相加或比较；请乘以合适的参数，或者核对 unit。",
        "Add and compare only like units; multiply by a fitting figure, or check unit.",
    ),
    "expression.round": (
        "{value} 的写法不对。",
        "{value} is not written as it should be.",
        "请写成 ROUND(数值, 2)，小数位数 0 至 6。",
        "Write ROUND(number, 2), with 0 to 6 decimals.",
    ),
    "expression.enum-value": (
        "“{value}”不是“{fact}”的选项，可用的有：{options}。",
        "“{value}” is not a value of “{fact}”; its values are: {options}.",
        "{hint}请改用列出的选项。",
        "{hint}Use one of the values listed.",
    ),
    "expression.circle": (
        "规则互相引用成环：{value}。",
        "Rules refer to each other in a circle: {value}.",
        "请去掉其中一处引用。",
        "Remove one of the references.",
    ),
}
