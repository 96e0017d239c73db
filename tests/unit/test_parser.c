/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "lexer.h"
#include "parser.h"

#include <cmocka.h> /* last: its macro fail() hides a function */

/* The tree in one line: (+ 1 (* 2 x)). */
static void
show(const struct node *node, struct text *out)
{
    static const char *const names[] = {
        [NODE_LIST] = "list",   [NODE_TUPLE] = "tuple",   [NODE_STAR] = "star",        [NODE_NEGATE] = "neg",
        [NODE_PLUS] = "pos",    [NODE_CALL] = "call",     [NODE_KEYWORD] = "keyword",  [NODE_INDEX] = "index",
        [NODE_SLICE] = "slice", [NODE_ATTRIBUTE] = "dot", [NODE_EXPRESSION] = "print", [NODE_ASSIGN] = "assign",
        [NODE_DEF] = "def",     [NODE_PARAMETER] = "par", [NODE_COMMAND] = "command",  [NODE_WORD] = "word",
        [NODE_NOTE] = "note",
    };
    static const char *const operators[] = {"+", "-", "*", "/", "//", "%", "**", "==", "!=", "<", "<=", ">", ">="};
    if (!node) {
        text_add(out, "_");
    } else if (node->kind == NODE_INT) {
        text_printf(out, "%d", (int)node->integer);
    } else if (node->kind == NODE_FLOAT) {
        text_printf(out, "%g", node->number);
    } else if (node->kind == NODE_STRING) {
        text_printf(out, "'%s'", node->string);
    } else if (node->kind == NODE_NAME || node->kind == NODE_NONE || node->kind == NODE_TRUE ||
               node->kind == NODE_FALSE) {
        text_add(out, node->name);
    } else {
        text_printf(out, "(%s", node->kind == NODE_BINARY ? operators[node->op] : names[node->kind]);
        if (node->kind == NODE_COMMAND)
            text_printf(out, " %s", node->command->verb);
        if (node->name)
            text_printf(out, " %s", node->name);
        if (node->kind == NODE_WORD)
            text_printf(out, " '%s'", node->string);
        for (int i = 0; i < node->n_children; i++) {
            text_add(out, " ");
            show(node->children[i], out);
        }
        text_add(out, ")");
    }
}

static enum parse_status
parse_text(const char *source, struct unit **unit, struct failure *failure)
{
    struct script *script = script_new("test", source, strlen(source), 1, NULL);
    enum parse_status status = parse(script, unit, failure);
    script_unref(script);
    return status;
}

static void
check(const char *source, const char *tree)
{
    struct unit *unit;
    struct failure failure = {0};
    struct text text = {0};
    if (parse_text(source, &unit, &failure) != PARSE_OK)
        fail_msg("%s: %s", source, failure.error.message);
    for (int i = 0; i < unit->n_statements; i++) {
        text_add(&text, i > 0 ? " " : "");
        show(unit->statements[i], &text);
    }
    assert_string_equal(text.bytes ? text.bytes : "", tree);
    text_fini(&text);
    unit_unref(unit);
}

static void
check_wrong(const char *source, enum parse_status wanted, int line, int column)
{
    struct unit *unit;
    struct failure failure = {0};
    int at_line, at_column;
    assert_int_equal(parse_text(source, &unit, &failure), wanted);
    assert_null(unit);
    assert_true(failure.placed && failure.error.message[0]);
    script_position(failure.script, failure.offset, &at_line, &at_column);
    assert_int_equal(at_line, line);
    assert_int_equal(at_column, column);
    failure_fini(&failure);
}

static void
test_precedence(void **state)
{
    (void)state;
    check("1 + 2 * 3", "(print (+ 1 (* 2 3)))");
    check("(1 + 2) * 3", "(print (* (+ 1 2) 3))");
    check("1 - 2 - 3", "(print (- (- 1 2) 3))");
    check("2 ** 3 ** 4", "(print (** 2 (** 3 4)))");
    check("-2 ** 2", "(print (neg (** 2 2)))");
    check("2 ** -1", "(print (** 2 (neg 1)))");
    check("-x.y[0](1)", "(print (neg (call (index (dot y x) 0) 1)))");
    check("1 + 2 < 3 * 4", "(print (< (+ 1 2) (* 3 4)))");
    check("7 // 2 % 3", "(print (% (// 7 2) 3))");
}

static void
test_lists(void **state)
{
    (void)state;
    check("1, 2", "(print (tuple 1 2))");
    check("(1)", "(print 1)");
    check("(1,)", "(print (tuple 1))");
    check("()", "(print (tuple))");
    check("[*a, 1,]", "(print (list (star a) 1))");
    check("([*f(1)], [])", "(print (tuple (list (star (call f 1))) (list)))");
    check(
        "x[1:], x[:2], x[::3], x[1:2:3], x[-1]",
        "(print (tuple (index x (slice 1 _ _)) (index x (slice _ 2 _)) (index x (slice _ _ 3)) (index x (slice 1 2 3)) "
        "(index x (neg 1))))");
}

static void
test_statements(void **state)
{
    (void)state;
    check("x,y = ll.train[0]", "(assign x y (index (dot train ll) 0))");
    check("x = 1, 2; y", "(assign x (tuple 1 2)) (print y)");
    check("defaults.cmap='binary'", "(assign (dot cmap defaults) 'binary')");
    check("learn = Learner(data, model, loss_func = nn.CrossEntropyLoss(), metrics=accuracy)",
          "(assign learn (call Learner data model (keyword loss_func (call (dot CrossEntropyLoss nn))) (keyword "
          "metrics accuracy)))");
    check("def conv(ni,nf): return nn.Conv2d(ni, nf, kernel_size=3)",
          "(def conv (par ni) (par nf) (call (dot Conv2d nn) ni nf (keyword kernel_size 3)))");
    check("def f(a, b=2) = a, b", "(def f (par a) (par b 2) (tuple a b))");
    check("%matplotlib inline ( \nfrom a import (b,\nc); x", "(note) (note)");
    check("", "");
    check("# nothing\n\n;;", "");
}

static void
test_layout(void **state)
{
    (void)state;
    check("f(1, # one\n  2)\nx", "(print (call f 1 2)) (print x)");
    check("1 + \\\n 2", "(print (+ 1 2))");
    check(">>> x = (1,\n...      2)\nIn [3]: x\nfn> y\r\n", "(assign x (tuple 1 2)) (print x) (print y)");
    check("  x", "(print x)");
}

static void
test_commands(void **state)
{
    (void)state;
    check("set cmap binary", "(command set (word 'cmap' cmap) (word 'binary' binary))");
    check("set value = 3;vars", "(command set (word value '3' 3)) (command vars)");
    check("source /tmp/a b.fn # x", "(command source (word '/tmp/a') (word 'b.fn' (dot fn b)))");
    check("source ..", "(command source (word '..'))");
    check("print f(3, 4) 'a b' [1, 2]",
          "(command print (word 'f(3, 4)' (call f 3 4)) (word ''a b'' 'a b') (word '[1, 2]' (list 1 2)))");
    check("time x = 1", "(command time (assign x 1))");
    check("history -1", "(command history (word '-1' (neg 1)))");
}

/* A verb followed by = ( . [ or an operator is no command. */
static void
test_no_commands(void **state)
{
    (void)state;
    check("print(1)", "(print (call print 1))");
    check("print (1)", "(print (call print 1))");
    check("history - 1", "(print (- history 1))");
    check("history.x", "(print (dot x history))");
    check("history == 1", "(print (== history 1))");
    check("history, x", "(print (tuple history x))");
    check("x = set", "(assign x set)");
}

static void
test_wrong(void **state)
{
    (void)state;
    check_wrong("1 +", PARSE_ERROR, 1, 4);
    check_wrong("x\n1 = 2", PARSE_ERROR, 2, 1);
    check_wrong("(1 ]", PARSE_ERROR, 1, 4);
    check_wrong("'a", PARSE_ERROR, 1, 1);
    check_wrong("\xc3\xa9\xc3\xa9 $", PARSE_ERROR, 1, 4);
    check_wrong("f(a=1, 2)", PARSE_ERROR, 1, 8);
    check_wrong("set = 1", PARSE_ERROR, 1, 1);
    check_wrong("print 1 'a", PARSE_ERROR, 1, 9);
}

/* What is not yet wrong: another line may complete it. */
static void
test_unfinished(void **state)
{
    (void)state;
    check_wrong("f(1,\n", PARSE_OPEN, 1, 2);
    check_wrong("x = [1, (2", PARSE_OPEN, 1, 9);
    check_wrong("print (1,", PARSE_OPEN, 1, 7);
    check_wrong("source 'a' [1,", PARSE_OPEN, 1, 12);
    check_wrong("1 + \\\n", PARSE_OPEN, 2, 1);
    check_wrong("from a import (b,\n", PARSE_OPEN, 1, 15);
    check_wrong("class A(B):\n  x", PARSE_BLOCK, 1, 1);
    check_wrong("def f(x):\n", PARSE_BLOCK, 1, 1);
}

/* Every prefix and every single changed byte of a page of source is parsed or refused, never more. */
static void
test_any_bytes(void **state)
{
    (void)state;
    static const char source[] = ">>> x,y = ll.train[0]; show il[0] out='a b'\n"
                                 "def f(a, b=(1,)): return [*a, -b**2][1::2] # note\n"
                                 "split train=training valid = [1,\n 'x\\u00e9'] \\\n  3e4; %magic\nfrom a import b\n";
    char copy[sizeof source];
    const char bytes[] = "([{)]}'\"\\\n;=*.#:%, \xc3";
    for (size_t i = 0; i < sizeof source - 1; i++) {
        for (size_t k = 0; k < sizeof bytes; k++) {
            struct unit *unit;
            struct failure failure = {0};
            memcpy(copy, source, sizeof source);
            copy[i] = bytes[k];
            enum parse_status status = parse_text(copy, &unit, &failure);
            assert_true((status == PARSE_OK) == (unit != NULL));
            assert_true((status == PARSE_OK) == (failure.error.kind == FN_ERROR_NONE));
            assert_true(!failure.placed || failure.offset <= (int)strlen(copy));
            unit_unref(unit);
            failure_fini(&failure);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_precedence), cmocka_unit_test(test_lists),      cmocka_unit_test(test_statements),
        cmocka_unit_test(test_layout),     cmocka_unit_test(test_commands),   cmocka_unit_test(test_no_commands),
        cmocka_unit_test(test_wrong),      cmocka_unit_test(test_unfinished), cmocka_unit_test(test_any_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
