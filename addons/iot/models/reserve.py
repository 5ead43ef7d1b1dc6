from odoo.tools import SQL


def reserve(model, column, values):
    """Have the records with these values to oneself: if another transaction writes them, this one is run again.

    Where the write itself met the other one, Odoo would run it again as well, but log an error first.
    """
    model.env.cr.execute(
        SQL(
            "SELECT id FROM %s WHERE %s = ANY(%s) FOR NO KEY UPDATE",
            SQL.identifier(model._table),
            SQL.identifier(column),
            list(values),
        ),
        log_exceptions=False,
    )
