-- AlterTable
ALTER TABLE "AuditEvent" ADD COLUMN "requestId" UUID;

-- CreateTable
CREATE TABLE "PersistedDocument" (
    "id" VARCHAR(71) NOT NULL,
    "text" TEXT NOT NULL,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PersistedDocument_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "AuditEvent_tenantId_ts_id_idx" ON "AuditEvent"("tenantId", "ts", "id");

-- CreateIndex
CREATE INDEX "AuditEvent_tenantId_action_ts_id_idx" ON "AuditEvent"("tenantId", "action", "ts", "id");

-- CreateIndex
CREATE INDEX "AuditEvent_tenantId_actorId_ts_id_idx" ON "AuditEvent"("tenantId", "actorId", "ts", "id");

-- CreateIndex
CREATE INDEX "AuditEvent_tenantId_targetId_ts_id_idx" ON "AuditEvent"("tenantId", "targetId", "ts", "id");

-- CreateIndex
CREATE INDEX "AuditEvent_ts_idx" ON "AuditEvent"("ts");

-- DropIndex
DROP INDEX "AuditEvent_tenantId_ts_idx";

-- The trail is only ever added to. The retention job says so in its own transaction, and may take what is older than a day.
CREATE FUNCTION "refuse_audit_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('perpetuo.audit_retention', true) = 'on' THEN
        IF OLD."ts" < now() - interval '1 day' THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'the audit trail is only ever added to' USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER "AuditEvent_append_only" BEFORE UPDATE OR DELETE ON "AuditEvent"
    FOR EACH ROW EXECUTE FUNCTION "refuse_audit_change"();
CREATE TRIGGER "AuditEvent_no_truncate" BEFORE TRUNCATE ON "AuditEvent"
    FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();
-- Not even a session that plays a replica gets around them.
ALTER TABLE "AuditEvent" ENABLE ALWAYS TRIGGER "AuditEvent_append_only";
ALTER TABLE "AuditEvent" ENABLE ALWAYS TRIGGER "AuditEvent_no_truncate";
