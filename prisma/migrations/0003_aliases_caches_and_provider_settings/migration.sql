-- AlterTable
ALTER TABLE "Credential" ADD COLUMN     "weight" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "Provider" ADD COLUMN     "settings" JSONB;

-- AlterTable
ALTER TABLE "Route" ADD COLUMN     "aliases" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "cache" JSONB;
