"""Which row of an older installation became which row here."""

from django.db import models

from proctoring_host.models.exact import ExactCharField


class ImportedRow(models.Model):
    """One row that was taken over, so that it is taken over once.

    `mark` stands for what the source said when it was last read, `kept` for what was written here for it; `kept` is
    empty where the row had been here before and was left alone. While both still fit, nobody has changed either side.
    Both are made with the site's `SECRET_KEY`: values that were erased cannot be guessed from them.
    """

    table = ExactCharField(max_length=32)
    old_id = models.PositiveBigIntegerField()
    new_id = models.PositiveBigIntegerField()
    mark = ExactCharField(max_length=32)
    kept = ExactCharField(max_length=32, blank=True)

    class Meta:
        db_table = "proctoring_host_importedrow"
        constraints = [
            models.UniqueConstraint(fields=["table", "old_id"], name="proctoring_imported_once"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.old_id}: {self.new_id}"
