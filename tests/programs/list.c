/* A program that allocates, as a test builds it twice: once as it stands, once after a change. */
#include <stdlib.h>
#include <string.h>

struct node {
    struct node *next;
    char *name;
};

static struct node *prepend(struct node *list, const char *name)
{
    struct node *node = malloc(sizeof *node);
    node->name = calloc(1, strlen(name) + 1);
    strcpy(node->name, name);
    node->next = list;
    return node;
}

static char *padded(size_t length)
{
    return realloc(malloc(length), 10 * length);
}

int main(void)
{
    struct node *list = NULL;
    for (int i = 0; i < 7; i++)
        list = prepend(list, "a name");
    free(padded(100));
    return list == NULL;
}
